#!/usr/bin/env bash
# Resolves the server's dependencies anew and keeps the lock free of addresses. Arguments go to `uv lock`.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=$(command -v uv || echo "$PWD/.tools/uv/bin/uv")
python3 scripts/uvlock.py expand "$uv" "$PWD/.venv/bin/python"
python=$PWD/.venv/bin/python
(cd .build/python && "$uv" lock --python "$python" "$@")
cp .build/python/uv.lock uv.lock
python3 scripts/uvlock.py strip
