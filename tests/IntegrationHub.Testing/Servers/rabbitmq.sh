# Keeps one private RabbitMQ: rabbitmq.sh FOLDER PORT MANAGEMENT_PORT DIST_PORT EPMD_PORT BIN. Reads commands (stop, kill, start, alarm,
# calm, channels) from standard input. The end of the input stops the node and its epmd and removes the folder.
set -eu
dir=$1 port=$2 management=$3 dist=$4 epmd=$5 bin=$6
umask 077
mkdir "$dir"
exec >"$dir/log" 2>&1
cd "$dir"

cat >rabbitmq.conf <<CONF
listeners.tcp.1 = 127.0.0.1:$port
management.tcp.ip = 127.0.0.1
management.tcp.port = $management
management.disable_stats = true
vm_memory_high_watermark.absolute = 512MiB
disk_free_limit.absolute = 100MB
cluster_name = test
CONF
echo '[rabbitmq_management].' >enabled_plugins

export HOME=$dir
export RABBITMQ_NODENAME=hub$port@localhost RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_NODE_PORT=$port RABBITMQ_DIST_PORT=$dist
export ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT=$epmd
export RABBITMQ_MNESIA_BASE=$dir/mnesia RABBITMQ_LOG_BASE=$dir/logs RABBITMQ_CONFIG_FILE=$dir/rabbitmq.conf
export RABBITMQ_ENABLED_PLUGINS_FILE=$dir/enabled_plugins RABBITMQ_PID_FILE=$dir/pid RABBITMQ_CONF_ENV_FILE=$dir/no-env
# Schedulers that have nothing to do sleep, and leave the processor to the tests.
export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='+sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}'
# Makes the start script become the node instead of its parent, so that the pid below is the node's own.
export RUNNING_UNDER_SYSTEMD=true

# Started here, in the foreground of this shell: left to the node it would outlive it as a daemon with an unknown pid.
epmd &
names=$!
start() { "$bin/rabbitmq-server" & server=$!; }
end() { kill "-$1" "$server" 2>/dev/null || :; wait "$server" || :; }
ask() { "$bin/rabbitmqctl" -q "$@" </dev/null; }
# A good stop of the node takes seconds; what is thrown away at the end does not need one.
finish() { end KILL; kill -TERM "$names" 2>/dev/null && wait "$names" || :; cd / && rm -rf "$dir"; }

start
trap 'finish; exit' TERM
while read -r command; do
  case $command in
    stop) end TERM ;;
    kill) end KILL ;;
    start) start ;;
    alarm) ask set_disk_free_limit 900000000000000 || : ;;
    calm) ask set_disk_free_limit 100000000 || : ;;
    channels) ask list_connections channels --no-table-headers >channels.part && mv channels.part channels || : ;;
  esac
done
finish
