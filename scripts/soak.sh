#!/usr/bin/env bash
# What is too long for the gate: every node restarted at every gap of the story, properties with new examples, coverage.
# Prints each step and its seconds; dated results go to docs/measurements/.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${ROUNDS:-10}
bin=${VENV:-.venv}/bin
step() { local name=$1; shift; local start=$SECONDS; echo "== $name"; "$@"; echo "== $name: $((SECONDS - start)) s"; }

for first in 0 1 2; do
  step "story, restarts from node $first" env STORY_FIRST=$first "$bin/python" -m pytest -q tests/story
done
for round in $(seq "$rounds"); do
  step "new examples, round $round of $rounds" "$bin/python" -m pytest -q -n 2 --hypothesis-profile=explore \
    tests/engines tests/protocols tests/apps/cooperation/report tests/apps/core/imports tests/apps/dataspace
done
step "mutants of the rules" "$bin/python" scripts/mutate.py
step "coverage" make -s coverage
