#!/usr/bin/env bash
# The proof must fail when a step of the protocol is taken out: each of the three runs has to end with exit code 1.
set -u
for step in claim lease settle; do
  npm run --silent chaos -- --recipients 400 --seed 2 --break "$step" >/dev/null 2>&1
  code=$?
  echo "without the $step: exit code $code"
  [ "$code" -eq 1 ] || exit 1
done
