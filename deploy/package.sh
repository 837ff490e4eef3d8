#!/usr/bin/env bash
# deploy/package.sh [FOLDER]: builds the package for a Debian server (x86-64) that has no .NET: program, runtime, catalogue, units, install script.
#   FOLDER   where integrationhub-VERSION-linux-x64.tar.gz goes, default: dist
# Needs the .NET SDK named in global.json, and Node with npm for the console. The same commit gives the same bytes; the SHA-256 is printed.
set -euo pipefail
case ${1:-} in -h | --help) sed -n '2,4s/^# \{0,1\}//p' "$0"; exit 0 ;; esac
folder=$(mkdir -p "${1:-dist}" && cd "${1:-dist}" && pwd)
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
command -v dotnet >/dev/null || { echo "package.sh: the .NET SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0" >&2; exit 3; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
name=integrationhub-$version-linux-x64
# Compiled ahead of time: a command answers in half the time. Paths of this machine stay out of the program (ContinuousIntegrationBuild).
dotnet publish src/IntegrationHub.Host/IntegrationHub.Host.csproj --configuration Release --runtime linux-x64 --self-contained true \
  --artifacts-path "$work/artifacts" --output "$work/$name/program" --verbosity quiet -nologo \
  -p:PackagedFor=linux-x64 -p:PublishReadyToRun=true -p:DebugType=none -p:ContinuousIntegrationBuild=true -p:ConsoleRequired=true
cp -r deploy/systemd deploy/install.sh LICENSE "$work/$name"
cp deploy/sbom.cdx.json deploy/README.md deploy/docker/make-secrets.sh deploy/docker/postgres/roles.sql "$work/$name"
echo "$version" >"$work/$name/VERSION"

# Times, owners and the order of names are not of the moment or the machine.
stamp=$(git log -1 --format=%ct 2>/dev/null || echo 0)
tar --sort=name --mtime="@$stamp" --owner=0 --group=0 --numeric-owner --mode=go-w -C "$work" -cf - "$name" | gzip -n >"$folder/$name.tar.gz"
echo "$folder/$name.tar.gz"
echo "SHA-256 $(sha256sum "$folder/$name.tar.gz" | cut -d' ' -f1)"
