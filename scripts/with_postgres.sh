#!/usr/bin/env bash
# with_postgres.sh COMMAND …: run COMMAND with VERBUND_DATABASE_URL pointing at a PostgreSQL of its own on loopback.
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || { echo "PostgreSQL is not installed (Debian: apt-get install postgresql)" >&2; exit 1; }
dir=$(mktemp -d)
as=()
if [ "$(id -u)" = 0 ]; then chown postgres "$dir"; as=(runuser -u postgres --); fi
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cd "$dir"
"${as[@]}" "$bin/initdb" -D "$dir/data" -A trust -U verbund -E UTF8 --locale=C.UTF-8 >/dev/null
"${as[@]}" "$bin/pg_ctl" -s -w -D "$dir/data" -l "$dir/log" \
  -o "-p $port -k $dir -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200" start
trap '"${as[@]}" "$bin/pg_ctl" -s -D "$dir/data" -m immediate stop; rm -rf "$dir"' EXIT
cd "$OLDPWD"
export VERBUND_DATABASE_URL="postgres://verbund@127.0.0.1:$port/postgres"
"$@"
