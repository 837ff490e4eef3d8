# Keeps one private PostgreSQL: postgres.sh FOLDER PORT BIN. Reads commands (stop, kill, start) from standard input.
# The end of the input stops the server and removes the folder, so nothing is left behind when the tests are killed.
set -eu
dir=$1 port=$2 bin=$3
umask 077
mkdir "$dir"
exec >"$dir/log" 2>&1
cd "$dir"
"$bin/initdb" -D "$dir/data" -U hub --auth=trust -E UTF8 --locale=C.UTF-8 --no-sync

start() {
  # Tests lose nothing by a power cut, so nothing waits for the disk. Commits stay synchronous: a killed server must keep them.
  "$bin/postgres" -D "$dir/data" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
    -c fsync=off -c full_page_writes=off -c max_connections=300 -c max_wal_size=2GB -c autovacuum_naptime="${HUB_TEST_POSTGRES_NAPTIME:-1min}" &
  server=$!
}
# INT is the fast stop: TERM would wait for every pooled connection to close.
end() { kill "-$1" "$server" 2>/dev/null || :; wait "$server" || :; }
# A killed postmaster leaves its children for a moment, and they keep the shared memory that a new start needs.
crash() {
  children=$(cat "/proc/$server/task/$server/children")
  end KILL
  for child in $children; do
    kill -KILL "$child" 2>/dev/null || :
    while [ -e "/proc/$child/exe" ]; do sleep 0.02; done
  done
}
finish() { end QUIT; cd / && rm -rf "$dir"; }

start
trap 'finish; exit' TERM
while read -r command; do
  case $command in
    stop) end INT ;;
    kill) crash ;;
    start) start ;;
  esac
done
finish
