#!/usr/bin/env bash
# Everything that must pass, in order of cost; at the end every runner's own summary line once more.
set -uo pipefail
cd "$(dirname "$0")/.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
failed=()
# A stage that has not ended after 25 minutes hangs; it is ended and counts as failed.
stage() {
  local name=$1; shift
  printf '\n== %s\n' "$name"
  local start=$SECONDS
  if ! timeout -k 20 1500 "$@" > >(tee "$out/$name.log") 2>&1; then failed+=("$name"); fi
  wait
  printf -- '-- %s: %d s\n' "$name" $((SECONDS - start))
}
stage check make -s check
stage server bash -c 'cd server && ../.venv/bin/pytest -n 2 --dist loadfile --durations 15'
stage web scripts/with-node.sh npm run -s test
stage bundles scripts/with-node.sh npm run -s bundle:check
stage browser bash -c 'scripts/chromium.sh && scripts/with-node.sh npm run -s e2e'

printf '\n== Summary\n'
sed 's/\x1b\[[0-9;]*m//g' "$out/web.log" | grep -E '^ *(Test Files|Tests) ' || true
sed 's/\x1b\[[0-9;]*m//g' "$out/browser.log" | grep -E '^ *[0-9]+ (passed|failed|skipped|flaky)' || true
sed 's/\x1b\[[0-9;]*m//g' "$out/server.log" | grep -E '[0-9]+ (passed|failed|error)' | tail -1 || true
if [ ${#failed[@]} -gt 0 ]; then
  printf 'FAILED: %s\n' "${failed[*]}"
  exit 1
fi
