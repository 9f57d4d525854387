#!/usr/bin/env bash
# Makes sure that Debian's Chromium is there for the browser tests.
set -euo pipefail
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "» Installing Chromium" >&2
  apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk fonts-noto-color-emoji >/dev/null
  exit 0
fi
echo "The browser tests need Chromium: install your system's package 'chromium', or set CHROMIUM to its path." >&2
exit 1
