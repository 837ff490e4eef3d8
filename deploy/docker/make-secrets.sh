#!/usr/bin/env bash
# deploy/docker/make-secrets.sh [FOLDER]: makes the passwords that docker-compose.yml mounts, each in a file of its own. What is there already stays.
#   FOLDER   default: deploy/docker/secrets
# HUB_POSTGRES and HUB_RABBITMQ say where the servers are, when they are not the containers postgres:5432 and rabbitmq:5672.
set -euo pipefail
case ${1:-} in -h | --help) sed -n '2,4s/^# \{0,1\}//p' "$0"; exit 0 ;; esac
folder=${1:-$(dirname "$0")/secrets}
mkdir -p "$folder"

# Closed to others; the files are open within, because the containers read them under user ids of their own.
chmod 700 "$folder"
umask 022
cd "$folder"

password() { # password NAME: of the file NAME, made when it is not there
  [ -s "$1" ] || printf %s "$(openssl rand -hex 24)" >"$1"
  cat "$1"
}

# RabbitMQ's own form: base64 of a salt and of the SHA-256 of salt and password.
hash() {
  local salt escaped
  salt=$(openssl rand -hex 4)
  escaped=$(sed 's/../\\x&/g' <<<"$salt")
  { printf '%b' "$escaped"; { printf '%b' "$escaped"; printf %s "$1"; } | openssl dgst -sha256 -binary; } | base64 -w0
}

password postgres_password >/dev/null
password grafana_password >/dev/null
printf 'postgres://hub_owner:%s@%s/hub' "$(password hub_owner_password)" "${HUB_POSTGRES:-postgres:5432}" >hub_store_owner
printf 'postgres://hub_writer:%s@%s/hub' "$(password hub_writer_password)" "${HUB_POSTGRES:-postgres:5432}" >hub_store
password hub_reader_password >/dev/null
printf 'amqp://hub:%s@%s/hub' "$(password hub_bus_password)" "${HUB_RABBITMQ:-rabbitmq:5672}" >hub_bus
password subscriber_password >/dev/null
password watch_password >/dev/null
# Its hashes follow the passwords: one that was changed is in a file that is newer.
known=true
for name in hub_bus subscriber watch; do [ -s rabbitmq_definitions.json ] && [ ! "${name}_password" -nt rabbitmq_definitions.json ] || known=false; done
$known || cat >rabbitmq_definitions.json <<JSON
{
  "users": [
    { "name": "hub", "password_hash": "$(hash "$(password hub_bus_password)")", "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": [] },
    { "name": "subscriber", "password_hash": "$(hash "$(password subscriber_password)")", "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": [] },
    { "name": "watch", "password_hash": "$(hash "$(password watch_password)")", "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": ["monitoring"] }
  ],
  "vhosts": [{ "name": "hub" }],
  "permissions": [
    { "vhost": "hub", "user": "hub", "configure": "^([A-Za-z0-9.-]+_)?hub[._]", "write": "^([A-Za-z0-9.-]+_)?hub[._]", "read": "^([A-Za-z0-9.-]+_)?hub[._]" },
    { "vhost": "hub", "user": "subscriber", "configure": "^sub[.]", "write": "^sub[.]", "read": "^(sub[.]|hub[.]computed$)" },
    { "vhost": "hub", "user": "watch", "configure": "^$", "write": "^$", "read": "^$" }
  ],
  "exchanges": [
    { "vhost": "hub", "name": "hub.computed", "type": "topic", "durable": true, "auto_delete": false, "internal": false, "arguments": {} },
    { "vhost": "hub", "name": "hub.measurements", "type": "fanout", "durable": true, "auto_delete": false, "internal": false, "arguments": {} },
    { "vhost": "hub", "name": "hub.record", "type": "fanout", "durable": true, "auto_delete": false, "internal": false, "arguments": {} },
    { "vhost": "hub", "name": "hub.record_dead", "type": "fanout", "durable": true, "auto_delete": false, "internal": false, "arguments": {} }
  ],
  "queues": [
    { "vhost": "hub", "name": "hub.record", "durable": true, "auto_delete": false, "arguments": { "x-queue-type": "quorum", "x-delivery-limit": 20, "x-dead-letter-exchange": "hub.record_dead" } }
  ],
  "bindings": [
    { "vhost": "hub", "source": "hub.measurements", "destination": "hub.record", "destination_type": "exchange", "routing_key": "", "arguments": {} },
    { "vhost": "hub", "source": "hub.record", "destination": "hub.record", "destination_type": "queue", "routing_key": "", "arguments": {} }
  ]
}
JSON
echo "secrets are in $PWD"
