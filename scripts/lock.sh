#!/usr/bin/env bash
# Resolves the server's dependencies anew and keeps the lock free of addresses.
set -euo pipefail
cd "$(dirname "$0")/.."
python3 scripts/uvlock.py expand
(cd .build/python && "$(command -v uv || echo ../../.tools/uv/bin/uv)" lock "$@")
cp .build/python/uv.lock uv.lock
python3 scripts/uvlock.py strip
