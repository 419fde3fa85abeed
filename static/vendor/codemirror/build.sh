#!/bin/sh
# Builds ../codemirror.js from the packages that package-lock.json names. Needs node and npm; nothing else of the
# portal does.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
cp "$here/package.json" "$here/package-lock.json" "$here/entry.js" "$room"
cd "$room"
npm ci --no-audit --no-fund
./node_modules/.bin/esbuild entry.js --bundle --minify --format=iife --global-name=CodeMirror --target=es2022 \
  --legal-comments=none --outfile=codemirror.js \
  "--banner:js=/* CodeMirror 6 and Lezer, MIT licence: see codemirror/LICENSE. Made by codemirror/build.sh. */"
cp codemirror.js "$here/../codemirror.js"
