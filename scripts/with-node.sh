#!/usr/bin/env bash
# Runs a command in web/ with the Node that install.sh found or brought.
set -euo pipefail
cd "$(dirname "$0")/../web"
if ! { command -v npm >/dev/null 2>&1 && node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' 2>/dev/null; }; then
  export PATH="$PWD/../.tools/node/bin:$PATH"
fi
exec "$@"
