#!/usr/bin/env bash
# tests/compile-ahead.sh: compiles what the test projects run ahead of time, each assembly once however many projects it lies beside.
# Hundreds of processes of the hub live for seconds here and would spend a third of them compiling; deploy/package.sh does the same for a server.
# What is compiled is kept under tests/obj by name, size and time, so that another build pays for what has changed.
set -euo pipefail
cd "$(dirname "$0")/.."
shared=$(dotnet --list-runtimes | sed -n 's/^Microsoft.NETCore.App \(10[^ ]*\) \[\(.*\)\/Microsoft.NETCore.App\]$/\2 \1/p' | tail -n 1)
compiler=$(compgen -G "${NUGET_PACKAGES:-$HOME/.nuget/packages}/microsoft.netcore.app.crossgen2.linux-x64/*/tools/crossgen2" | sort -V | tail -n 1) || true
if [ -z "$compiler" ] || [ "$(uname -m)" != x86_64 ]; then
  echo "compile-ahead.sh: no compiler for this machine; tests run all the same, more slowly" >&2
  exit 0
fi
kept=tests/obj/ahead
mkdir -p $kept
export compiler kept framework="${shared% *}/Microsoft.NETCore.App/${shared#* }" web="${shared% *}/Microsoft.AspNetCore.App/${shared#* }"

compile() { # compile KEY FILE; what cannot be compiled stays as it is
  if [ ! -e "$kept/$1" ]; then
    "$compiler" "$2" -o "$kept/$1.part" -r "$(dirname "$2")/*.dll" -r "$framework/*.dll" -r "$web/*.dll" --targetos linux --targetarch x64 -O >"$kept/$1.log" 2>&1 || : >"$kept/$1.part"
    touch -d 1980-01-01 "$kept/$1.part" # tells a compiled file from another
    mv -f "$kept/$1.part" "$kept/$1"
  fi
}
export -f compile

# Each lies beside many projects. A compiled file takes its place as a link, and is never written into: what stood there may be a link to a package.
list=$(find tests/*/bin/Release/net10.0 connectors/*/Tests/bin/Release/net10.0 -maxdepth 1 -newermt 1990-01-01 \( -name 'IntegrationHub.*.dll' -not -name '*.Tests.dll' -o -name hub.dll \
  -o -name 'Microsoft.EntityFrameworkCore*.dll' -o -name Microsoft.Data.Sqlite.dll -o -name 'Npgsql*.dll' -o -name 'MassTransit*.dll' -o -name RabbitMQ.Client.dll -o -name YamlDotNet.dll \) \
  -printf '%f-%s-%T@ %p\n' | sort)
awk 'NF && !seen[$1]++' <<<"$list" | xargs -r -P "$(nproc)" -L 1 bash -c 'compile "$0" "$1"'
while read -r key file; do
  if [ -n "$key" ] && [ -s "$kept/$key" ]; then ln -f "$kept/$key" "$file"; fi
done <<<"$list"
