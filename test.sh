#!/usr/bin/env bash
# ./test.sh [--full] [FILTER]
#   FILTER  part of a test's full name (IntegrationHub.Store, Recorder), or a whole `dotnet test --filter` expression
#   --full  also what takes longer (tests marked Category=Full and the benchmarks); writes tests/RESULTS.md
# Installs what is missing, builds once, starts one PostgreSQL and one RabbitMQ on loopback, runs every test project.
# The last line is `N passed, N failed, N skipped`; the exit code is not 0 when a test failed or a project ran none.
set -uo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DEBIAN_FRONTEND=noninteractive
# Processes that live for seconds spend a tenth of them on profiles of themselves that they never use.
export DOTNET_TieredPGO=0
# Nor do they call a method often enough to pay for compiling it twice: a fifth less computing (hexadecimal; the runtime's own is 1E).
export DOTNET_TC_CallCountThreshold=1000
# Nor is what is compiled here worth protecting from being written: remapping it for each method is a twentieth of the computing.
export DOTNET_EnableWriteXorExecute=0
# The server would look through hundreds of small databases every minute.
export HUB_TEST_POSTGRES_NAPTIME=10min

full=false filter=
for argument in "$@"; do
  case $argument in
    --full) full=true ;;
    -h | --help) sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 0 ;;
    -*) echo "test.sh: unknown option $argument" >&2; exit 2 ;;
    *) filter=$argument ;;
  esac
done

work=$(mktemp -d)
servers=
finish() {
  [ -n "$servers" ] && { exec 3>&-; wait "$servers"; }
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

parts=()
part() { # part NAME STARTED: remembers and prints how long it took
  local line
  line=$(printf '%-42s %5d s  %s' "$1" $((SECONDS - $2)) "${3:-}")
  parts+=("$line")
  echo "$line"
}

install_missing() {
  local packages=()
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null || packages+=(postgresql)
  [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || packages+=(rabbitmq-server)
  command -v chromium >/dev/null || packages+=(chromium)
  [ -d /usr/share/fonts/truetype/noto ] || packages+=(fonts-noto-core)
  command -v node >/dev/null || packages+=(nodejs)
  command -v npm >/dev/null || packages+=(npm)
  command -v java >/dev/null || packages+=(default-jre-headless)
  if $full && [ "$(id -u)" -eq 0 ]; then # a clean Debian, to install the hub on
    command -v debootstrap >/dev/null || packages+=(debootstrap)
    command -v systemd-nspawn >/dev/null || packages+=(systemd-container)
  fi
  [ ${#packages[@]} -eq 0 ] && return 0

  if ! command -v apt-get >/dev/null; then
    echo "test.sh: please install: ${packages[*]}" >&2
    return 1
  fi
  echo "installing ${packages[*]}"
  local sudo= policy=/usr/sbin/policy-rc.d made_policy=false
  [ "$(id -u)" -eq 0 ] || sudo=sudo
  # The packages must not start system services: the tests have servers of their own.
  if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' | $sudo tee $policy >/dev/null && $sudo chmod 755 $policy && made_policy=true
  fi
  $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends "${packages[@]}" >"$work/apt.log" 2>&1
  local code=$?
  $made_policy && $sudo rm -f $policy
  [ $code -eq 0 ] || tail -n 20 "$work/apt.log" >&2
  return $code
}

start_servers() {
  mkfifo "$work/stop"
  dotnet "tests/IntegrationHub.Testing/bin/Release/net10.0/IntegrationHub.Testing.dll" servers <"$work/stop" >"$work/servers" &
  servers=$!
  # The servers live as long as this end of the pipe is open, so they end with this script however it ends.
  exec 3>"$work/stop"
  until grep -q '^ready$' "$work/servers"; do
    kill -0 "$servers" 2>/dev/null || return 1
    sleep 0.1
  done
  local line
  while IFS= read -r line; do
    [ "$line" = ready ] || export "${line?}"
  done <"$work/servers"
}

run_project() { # run_project ASSEMBLY: writes NAME.result (total executed passed failed) and NAME.log
  local name began=$SECONDS arguments=()
  name=$(basename "$1" .dll)
  if [ -n "$selection" ]; then arguments+=(--filter "$selection"); fi
  dotnet test "$1" --logger "trx;LogFileName=$work/$name.trx" --blame-hang-timeout "$hang" --blame-hang-dump-type none \
    --results-directory "$work/$name" "${arguments[@]}" >"$work/$name.log" 2>&1
  local code=$? counters
  counters=$(grep -o '<Counters [^>]*>' "$work/$name.trx" 2>/dev/null)
  echo "$code $((SECONDS - began)) $(for key in total executed passed failed; do
    sed -n "s/.* $key=\"\([0-9]*\)\".*/\1/p" <<<"$counters" | grep . || echo 0
  done | tr '\n' ' ')" >"$work/$name.result"
}

began=$SECONDS
install_missing || { echo "0 passed, 1 failed, 0 skipped"; exit 3; }
# The server that replays exchanges, subscribers in another language and the linter of the interface documents; in full the proxy in front of the hub and what measures the console: each by its lock file.
folders=(tests/wiremock tests/node)
if $full; then folders+=(tests/prism tests/lighthouse); fi
for folder in "${folders[@]}"; do
  [ $folder/node_modules/.package-lock.json -nt $folder/package-lock.json ] || npm ci --prefix $folder --no-audit --no-fund --silent || { echo "0 passed, 1 failed, 0 skipped"; exit 3; }
done
part "installing what is missing" "$began"

began=$SECONDS
./build.sh -p:FailPoints=true || { part "build" "$began" FAILED; echo "0 passed, 1 failed, 0 skipped"; exit 1; }
part "build" "$began"

began=$SECONDS
tests/compile-ahead.sh
part "compiling ahead of time" "$began"

began=$SECONDS
start_servers || { cat "$work/servers" >&2; part "servers" "$began" FAILED; echo "0 passed, 1 failed, 0 skipped"; exit 3; }
part "starting PostgreSQL and RabbitMQ" "$began"

case $filter in
  '') selection= ;;
  *[=~]*) selection=$filter ;;
  *) selection="FullyQualifiedName~$filter" ;;
esac
hang=20m
if ! $full; then
  selection="Category!=Full${selection:+&($selection)}"
  hang=4m
fi

# Two at a time on two cores: each runs several tests at once. A third took as long in all and made every test three times as slow. The longest projects go first,
# so that none of them is left alone at the end.
long=() assemblies=()
for project in $(find tests connectors -name '*.Tests.csproj' -not -path '*/obj/*' | sort); do
  name=$(basename "$project" .csproj)
  case $name in
    *EndToEnd* | *Api.Tests | *Host.Tests | *Store.Tests | *Faults.Tests | *Console.Tests) long+=("$(dirname "$project")/bin/Release/net10.0/$name.dll") ;;
    *) assemblies+=("$(dirname "$project")/bin/Release/net10.0/$name.dll") ;;
  esac
done
assemblies=("${long[@]}" "${assemblies[@]}")
for assembly in "${assemblies[@]}"; do
  while [ "$(jobs -rp | grep -vcx "$servers")" -ge 2 ]; do sleep 0.2; done
  run_project "$assembly" 3>&- &
done
for job in $(jobs -rp); do
  [ "$job" = "$servers" ] || wait "$job"
done

passed=0 failed=0 skipped=0 broken=0
for assembly in "${assemblies[@]}"; do
  name=$(basename "$assembly" .dll)
  read -r code seconds total executed ok bad <"$work/$name.result"
  note="$ok passed, $bad failed, $((total - executed)) skipped"
  if [ "$total" -eq 0 ]; then
    if [ -n "$filter" ]; then continue; fi
    note="NO TEST RAN"
    broken=$((broken + 1))
  elif [ "$code" -ne 0 ] && [ "$bad" -eq 0 ]; then
    note="$note, but the run ended with code $code"
    broken=$((broken + 1))
  fi
  if [ "$code" -ne 0 ]; then
    echo "----- $name"
    grep -vE '^\s*(Passed|Skipped) |^$' "$work/$name.log"
  fi
  passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + total - executed))
  part "$name" $((SECONDS - seconds)) "$note"
done
[ $((passed + failed)) -gt 0 ] || broken=$((broken + 1))

benchmark=
if $full && [ -z "$filter" ]; then
  began=$SECONDS
  unset DOTNET_TieredPGO DOTNET_TC_CallCountThreshold HUB_TEST_POSTGRES_NAPTIME DOTNET_EnableWriteXorExecute
  benchmarks=tests/IntegrationHub.Benchmarks/bin/Release/net10.0/IntegrationHub.Benchmarks.dll
  if benchmark=$(dotnet $benchmarks --dossiers 100000 --rounds 3 && dotnet $benchmarks --dossiers 1000000 --rounds 1 && echo && dotnet $benchmarks --embedded --dossiers 100000 --rounds 3 && echo && dotnet $benchmarks engine); then
    part "IntegrationHub.Benchmarks" "$began"
  else
    part "IntegrationHub.Benchmarks" "$began" FAILED
    broken=$((broken + 1))
  fi
fi
parts+=("$(printf '%-42s %5d s' total $SECONDS)")
echo "${parts[-1]}"
summary="$passed passed, $((failed + broken)) failed, $skipped skipped"

if $full && [ -z "$filter" ]; then
  # Before the file is opened for writing: it is tracked itself.
  changes=$(git status --porcelain --untracked-files=no 2>/dev/null)
  {
    echo '# Results of ./test.sh --full'
    echo
    echo "- Commit: $(git rev-parse HEAD 2>/dev/null || echo unknown)${changes:+ with local changes}"
    echo "- Date: $(TZ=Asia/Ho_Chi_Minh date '+%Y-%m-%dT%H:%M:%S%:z')"
    echo "- Machine: $(nproc) × $(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -n 1), $(awk '/MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo), $(. /etc/os-release && echo "$PRETTY_NAME"), .NET SDK $(dotnet --version)"
    echo "- Result: $summary"
    echo
    echo '```'
    printf '%s\n' "${parts[@]}"
    echo '```'
    [ -z "$benchmark" ] || printf '\n## Benchmarks\n\n%s\n' "$benchmark"
  } >tests/RESULTS.md
fi

echo "$summary"
[ $((failed + broken)) -eq 0 ]
