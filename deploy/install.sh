#!/usr/bin/env bash
# install.sh [--root FOLDER] [--no-start]: installs IntegrationHub on Debian 12 from the package it lies in, or brings an installed one to this version.
#   --root FOLDER   put the files below FOLDER instead of / and do nothing else: no packages, users, servers or services
#   --no-start      all but starting the services
#   --remove        stop and remove program and services; the store, /etc/integrationhub and /var/lib/integrationhub stay
# What it does is printed step by step. It may be run again at any time: passwords, settings and data that are there stay as they are.
set -euo pipefail
# Where it really lies: the link to the installed version is replaced below.
here=$(cd "$(dirname "$0")" && pwd -P)
root= start=true remove=false
while [ $# -gt 0 ]; do
  case $1 in
    --root) root=${2:?"--root wants a folder"}; shift ;;
    --no-start) start=false ;;
    --remove) remove=true ;;
    -h | --help) sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "install.sh: unknown option $1; see --help" >&2; exit 2 ;;
  esac
  shift
done
fail() { echo "install.sh: $*" >&2; exit 3; }
[ -n "$root" ] || [ "$(id -u)" -eq 0 ] || fail "must be run as root: sudo $0"

roles=(collect record notify api)
steps=0 began=$SECONDS
step() {
  steps=$((steps + 1))
  printf '%2d  %3d s  %s\n' $steps $((SECONDS - began)) "$*"
}

if $remove; then
  systemctl disable --now integrationhub.target "${roles[@]/#/integrationhub@}" integrationhub-migrate 2>/dev/null || true
  rm -rf /opt/integrationhub /usr/local/bin/hub /etc/systemd/system/integrationhub.target /etc/systemd/system/integrationhub@.service /etc/systemd/system/integrationhub-migrate.service
  systemctl daemon-reload
  echo "removed; still there: the store, /etc/integrationhub, /var/lib/integrationhub"
  exit 0
fi

[ -x "$here/program/hub" ] || fail "there is no program beside this script: make a package with deploy/package.sh, unpack it on the server and run install.sh there"
version=$(cat "$here/VERSION")

if [ -z "$root" ]; then
  . /etc/os-release
  [ "${ID:-}" = debian ] || echo "install.sh: written for Debian 12; this is ${PRETTY_NAME:-unknown}" >&2
  # Before the packages: their servers start with these settings, and never listen beyond this machine.
  mkdir -p /etc/rabbitmq/conf.d
  [ -e /etc/rabbitmq/conf.d/30-hub.conf ] || printf 'listeners.tcp.1 = 127.0.0.1:5672\ndisk_free_limit.absolute = 2GB\n' >/etc/rabbitmq/conf.d/30-hub.conf
  [ -e /etc/rabbitmq/rabbitmq-env.conf ] || printf 'NODENAME=rabbit@localhost\nNODE_IP_ADDRESS=127.0.0.1\nSERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}"\nexport ERL_EPMD_ADDRESS=127.0.0.1\n' >/etc/rabbitmq/rabbitmq-env.conf
  # Erlang's name server is started by systemd on every address, unless it is told otherwise.
  if [ ! -e /etc/systemd/system/epmd.socket.d/30-hub.conf ]; then
    mkdir -p /etc/systemd/system/epmd.socket.d
    printf '[Socket]\nListenStream=\nListenStream=127.0.0.1:4369\n' >/etc/systemd/system/epmd.socket.d/30-hub.conf
  fi
  missing=()
  for package in postgresql rabbitmq-server openssl ca-certificates tzdata; do
    dpkg-query -W -f '${db:Status-Status}' $package 2>/dev/null | grep -qx installed || missing+=($package)
  done
  if [ ${#missing[@]} -gt 0 ]; then
    step "packages of the distribution: ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq || echo "install.sh: the lists of packages could not be renewed; going on with those that are there" >&2
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/var/log/integrationhub-packages.log 2>&1 || fail "packages could not be installed, see /var/log/integrationhub-packages.log"
  fi
  step "user integrationhub"
  id integrationhub >/dev/null 2>&1 || useradd --system --home-dir /var/lib/integrationhub --shell /usr/sbin/nologin integrationhub
fi

step "program $version in $root/opt/integrationhub"
mkdir -p "$root/opt/integrationhub"
rm -rf "$root/opt/integrationhub/.new" && cp -r "$here" "$root/opt/integrationhub/.new"
rm -rf "$root/opt/integrationhub/$version.old" && { [ ! -e "$root/opt/integrationhub/$version" ] || mv "$root/opt/integrationhub/$version" "$root/opt/integrationhub/$version.old"; }
mv "$root/opt/integrationhub/.new" "$root/opt/integrationhub/$version"
# A link that is replaced at once: there is never half a program.
ln -sfn "$version" "$root/opt/integrationhub/.current" && mv -T "$root/opt/integrationhub/.current" "$root/opt/integrationhub/current"
rm -rf "$root/opt/integrationhub/$version.old"
install -D -m 755 "$here/systemd/hub" "$root/usr/local/bin/hub"
for unit in integrationhub.target integrationhub@.service integrationhub-migrate.service; do
  install -D -m 644 "$here/systemd/$unit" "$root/etc/systemd/system/$unit"
done

step "settings and secrets in $root/etc/integrationhub"
mkdir -p "$root/etc/integrationhub/sources"
[ -e "$root/etc/integrationhub/hub.env" ] || install -m 644 "$here/systemd/hub.env" "$root/etc/integrationhub/hub.env"
port=8080
for role in api collect record notify; do
  # Loopback only: a proxy of the machine ends TLS for others (HUB_TLS_PROXY). The other roles tell their health there.
  [ -e "$root/etc/integrationhub/$role.env" ] || echo "HUB_URLS=http://127.0.0.1:$port" >"$root/etc/integrationhub/$role.env"
  port=$((port + 1))
done
secrets=$root/etc/integrationhub/secrets
HUB_POSTGRES=127.0.0.1:5432 HUB_RABBITMQ=127.0.0.1:5672 bash "$here/make-secrets.sh" "$secrets" >/dev/null
for role in collect record; do ln -sfn hub_store_owner "$secrets/store-$role"; done
for role in notify api; do ln -sfn hub_store "$secrets/store-$role"; done
if [ -n "$root" ]; then
  echo "files are below $root; nothing else was done"
  exit 0
fi
# The wrapper `hub` runs as this user; others read nothing. The services are handed their secrets by systemd.
chown -R root:integrationhub "$secrets" && chmod 750 "$secrets" && find "$secrets" -type f -exec chmod 640 {} +
install -d -o integrationhub -g integrationhub -m 750 /var/lib/integrationhub

running() { [ -d /run/systemd/system ]; }
if running; then systemctl start postgresql rabbitmq-server || fail "PostgreSQL or RabbitMQ does not start: journalctl -u postgresql -u rabbitmq-server"; fi

step "database hub with the roles hub_owner, hub_writer, hub_reader"
as_postgres() { runuser -u postgres -- psql -qAtX -v ON_ERROR_STOP=1 "$@"; }
for patience in $(seq 30); do as_postgres -c 'SELECT 1' >/dev/null 2>&1 && break || sleep 1; done
as_postgres -c "SELECT 1 FROM pg_database WHERE datname = 'hub'" | grep -q 1 || runuser -u postgres -- createdb -E UTF8 -T template0 --locale=C.UTF-8 hub
as_postgres -d hub <"$here/roles.sql"
for role in hub_owner hub_writer hub_reader; do
  # By standard input: what stands on a command line can be read by others.
  as_postgres -d hub <<SQL
ALTER ROLE $role PASSWORD '$(cat "$secrets/${role}_password")';
SQL
done

step "virtual host hub of RabbitMQ with the users hub, subscriber, watch"
rabbitmqctl -q await_startup --timeout 60
rabbitmqctl -q import_definitions <"$secrets/rabbitmq_definitions.json" 2>/dev/null || rabbitmqctl -q import_definitions "$secrets/rabbitmq_definitions.json"

if $start && running; then
  step "services"
  systemctl daemon-reload
  systemctl enable -q integrationhub.target "${roles[@]/#/integrationhub@}" 2>/dev/null
  # The store first: the roles start on the tables that this version wants.
  systemctl stop integrationhub.target "${roles[@]/#/integrationhub@}"
  systemctl restart integrationhub-migrate && systemctl start integrationhub.target "${roles[@]/#/integrationhub@}" || fail "services do not start: journalctl -u 'integrationhub*'"
  for patience in $(seq 60); do
    if (exec 3<>/dev/tcp/127.0.0.1/8080; printf 'GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3; grep -q '^HTTP/1.1 200' <&3) 2>/dev/null; then break; fi
    [ "$patience" -lt 60 ] || fail "the hub is not ready after a minute: journalctl -u 'integrationhub*'"
    sleep 1
  done
fi
step "done: IntegrationHub $version, $steps steps"
cat <<TEXT

Next:
  hub apply -f /opt/integrationhub/current/program/catalogue    # the catalogue: units, indicators, plans
  hub user add quan-tri --role admin                            # the first administrator; the password is asked for
  http://127.0.0.1:8080                                         # the page; for others put a proxy with TLS in front (HUB_TLS_PROXY in api.env)
TEXT
