#!/usr/bin/env bash
# Restores from the lock files and builds everything in Release. Needs only the .NET SDK named in global.json.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

if ! command -v dotnet >/dev/null; then
  echo "build.sh: the .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0" >&2
  exit 3
fi
dotnet restore IntegrationHub.sln --locked-mode --verbosity quiet
dotnet build IntegrationHub.sln --configuration Release --no-restore --verbosity quiet -nologo "$@"
