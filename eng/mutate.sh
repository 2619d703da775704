#!/usr/bin/env bash
# Changes each derivative formula, transpose and batching rule once, and runs the tests that reach the change: docs/mutation.md.
# Ends with the counts on the last line, and with status 0 only when nothing survives.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build -c Release -v quiet -clp:ErrorsOnly tests/Tests.FSharp
dotnet build -c Release -v quiet -clp:ErrorsOnly eng/Mutate
exec dotnet eng/Mutate/bin/Release/net10.0/Functional.Mutate.dll "$@"
