#!/usr/bin/env bash
# tests/debian/install.sh [PACKAGE]: installs the hub on a clean Debian 12 and runs it there until the first figures.
#   PACKAGE   made by deploy/package.sh; without it one is made first
# The Debian is a folder with a systemd of its own (debootstrap, systemd-nspawn), cut off from every network once the packages of the distribution are there. Needs root.
# Prints each step with its seconds; ends with `N steps, M minutes` and code 0, or says what failed.
set -euo pipefail
case ${1:-} in -h | --help) sed -n '2,5s/^# \{0,1\}//p' "$0"; exit 0 ;; esac
repository=$(cd "$(dirname "$0")/../.." && pwd)
[ "$(id -u)" -eq 0 ] || { echo "install.sh: needs root, for a Debian of its own" >&2; exit 3; }
for tool in debootstrap systemd-nspawn nsenter; do
  command -v $tool >/dev/null || { echo "install.sh: $tool is missing: apt-get install debootstrap systemd-container util-linux" >&2; exit 3; }
done

work=$(mktemp -d)
debian=$work/debian
machine=
finish() {
  if [ -n "$machine" ]; then
    kill -TERM "$machine" 2>/dev/null || true
    for patience in $(seq 100); do kill -0 "$machine" 2>/dev/null || break; sleep 0.2; done
    kill -KILL "$machine" 2>/dev/null || true
  fi
  rm -rf --one-file-system "$work"
}
trap finish EXIT

steps=0
step() { # step WORDS COMMAND …
  local began=$SECONDS words=$1
  shift
  "$@" >"$work/log" 2>&1 || { echo "FAILED: $words" >&2; tail -n 40 "$work/log" >&2; if [ -n "$machine" ]; then { inside journalctl --no-pager -n 60 -u 'integrationhub*'; inside hub source list; inside hub entry list; inside hub parked list; inside rabbitmqctl -q list_queues -p hub name messages consumers; } >&2 || true; fi; exit 1; }
  steps=$((steps + 1))
  printf '%2d  %4d s  %s\n' $steps $((SECONDS - began)) "$words"
}
inside() { nsenter --target "$(pgrep -P "$machine" | head -n 1)" --mount --uts --ipc --net --pid env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 "$@"; }
told() { # told WHAT COMMAND …: the command's output has it, within a minute
  local what=$1 patience
  shift
  for patience in $(seq 20); do
    if inside "$@" 2>&1 | tee "$work/told" | grep -q -- "$what"; then return 0; fi
    sleep 2
  done
  cat "$work/told"
  echo "did not say '$what': $*"
  return 1
}

began=$SECONDS
package=${1:-}
if [ -z "$package" ]; then
  step "deploy/package.sh" "$repository/deploy/package.sh" "$work/dist"
  package=$(ls "$work"/dist/*.tar.gz)
fi
name=$(basename "$package" .tar.gz)

# A server as its installer leaves it, and the distribution's packages as files, as from a medium.
preparing=$SECONDS
mirror=$(sed -n 's/^URIs: *//p; s/^deb *\(http[^ ]*\).*/\1/p' /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null | head -n 1) || true
debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,ca-certificates bookworm "$debian" "${mirror:-http://deb.debian.org/debian}" >"$work/log" 2>&1 || { tail "$work/log" >&2; exit 3; }
cp /etc/apt/apt.conf.d/*proxy* "$debian/etc/apt/apt.conf.d/" 2>/dev/null || true
printf 'APT::Keep-Downloaded-Packages "true";\n' >"$debian/etc/apt/apt.conf.d/99keep"
mkdir -p /run/systemd
systemd-nspawn --quiet --register=no --keep-unit --console=pipe -D "$debian" sh -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends --download-only postgresql rabbitmq-server openssl ca-certificates tzdata' >"$work/log" 2>&1 </dev/null || { tail "$work/log" >&2; exit 3; }
systemd-nspawn --quiet --register=no --keep-unit --console=pipe --private-network --boot -D "$debian" >"$work/machine.log" 2>&1 </dev/null &
machine=$!
for patience in $(seq 100); do
  inside systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded' && break
  [ "$patience" -lt 100 ] || { echo "the Debian does not start" >&2; cat "$work/machine.log" >&2; exit 3; }
  sleep 0.3
done
echo "    $((SECONDS - preparing)) s  a clean Debian 12 (not counted)"
began=$((began + SECONDS - preparing))

tar -xzf "$package" -C "$debian/srv"
step "$name/install.sh" inside "/srv/$name/install.sh"
sed 's/^/          /' "$work/log" | grep -E '^ +[0-9]+ +[0-9]+ s' || true
step "hub apply: the catalogue" inside hub apply -f /opt/integrationhub/current/program/catalogue
step "hub user add: the first administrator" inside sh -c 'printf "mot-mat-khau-du-dai\n" | hub user add quan-tri --role admin'
cat >"$debian/etc/integrationhub/sources/nhap-tay.yaml" <<'YAML'
id: nhap-tay
connector: manual
name: { vi: "Nhập tay", en: "Entered by hand" }
options: {}
YAML
mkdir "$debian/etc/integrationhub/aliases"
printf 'source: nhap-tay\naliases:\n  - { code: so-gddt, unit: so-gddt, synthetic: true }\n' >"$debian/etc/integrationhub/aliases/nhap-tay.yaml"
step "hub apply: a source" inside sh -c 'hub apply -f /etc/integrationhub/sources/nhap-tay.yaml && hub apply -f /etc/integrationhub/aliases/nhap-tay.yaml'
enter() {
  local id
  id=$(inside hub entry add "$1" --unit so-gddt --period 2024-12-31 --amount "$2" --document 09/BC --date 2025-01-06 --by an --format json | sed -n 's/.*"id": *"\{0,1\}\([^",]*\).*/\1/p' | head -n 1)
  inside hub entry confirm "$id" --by binh
}
step "two counts, entered and confirmed" eval 'enter curriculum.upper_secondary.total 1200 && enter curriculum.upper_secondary.elearning 276'
step "the first figure, by the running services: 276 / 1200 = 23 %" told '276/1200' hub plan show bac-giang-2024 --unit ubnd-tinh-bac-giang --period 2024
echo "$steps steps, $(((SECONDS - began + 30) / 60)) minutes ($((SECONDS - began)) s)"

all_answer() { local port; for port in 8080 8081 8082 8083; do told '"status":"healthy","checks"' bash -c "exec 3<>/dev/tcp/127.0.0.1/$port; printf 'GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3; cat <&3" || return 1; done; }
# The look itself has to have seen something: the API on 8080 (1F90).
only_loopback() {
  local sockets
  sockets=$(inside cat /proc/net/tcp /proc/net/tcp6 /proc/net/udp /proc/net/udp6)
  grep -q ' 0100007F:1F90 [0-9A-F:]* 0A ' <<<"$sockets" || { echo "nobody listens on 8080: $sockets"; return 1; }
  awk '($4 == "0A" || $4 == "07") && $2 !~ /^(0100007F|00000000000000000000000001000000|0000000000000000FFFF00000100007F):/ { print; found = 1 } END { exit found }' <<<"$sockets"
}
comes_back() { local before; before=$(inside systemctl show -p MainPID --value integrationhub@record); inside systemctl kill -s KILL integrationhub@record; sleep 7; [ "$(inside systemctl show -p MainPID --value integrationhub@record)" != "$before" ] && all_answer; }
closed() { [ "$(inside sh -c 'runuser -u nobody -- cat /etc/integrationhub/secrets/hub_store 2>&1 || true' | grep -c postgres://)" -eq 0 ]; }
upgraded() { inside "/srv/$name/install.sh" && all_answer && told '276/1200' hub plan show bac-giang-2024 --unit ubnd-tinh-bac-giang --period 2024; }
restarted() { inside systemctl restart 'integrationhub@*' && all_answer && inside systemctl stop integrationhub.target && ! inside systemctl is-active -q integrationhub@api && inside systemctl start integrationhub.target && all_answer; }
broker_comes_back() {
  inside systemctl stop rabbitmq-server && told '"masstransit-bus","status":"[du]' bash -c "exec 3<>/dev/tcp/127.0.0.1/8082; printf 'GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3; cat <&3" \
    && inside systemctl start rabbitmq-server && all_answer && inside rabbitmq-diagnostics -q alarms && inside journalctl --vacuum-size=500M
}
rotated() {
  inside sh -c 'for one in hub_owner hub_writer hub_bus; do openssl rand -hex 24 >/etc/integrationhub/secrets/${one}_password; done' \
    && inside /opt/integrationhub/current/install.sh && all_answer && inside hub db verify && closed
}
removed() { inside "/srv/$name/install.sh" --remove && ! inside systemctl is-active -q integrationhub@api && inside runuser -u postgres -- psql -qAtXc 'SELECT 1' hub; }
step "every role is ready" all_answer
step "nothing listens beyond the machine" only_loopback
step "nobody else reads the secrets" closed
step "a role that is killed comes back" comes_back
step "the roles restarted, stopped and started as the page says" restarted
step "the broker down: /readyz names it; back: ready by itself" broker_comes_back
step "passwords of the servers changed as the page says" rotated
step "installed again over it: the figure is still there" upgraded
step "removed: the store stays" removed
