#!/bin/sh
# The broker. The password is passed through standard input, so that the list of processes does not show it.
set -eu
: "${REDIS_PASSWORD:?set it as .env.example says}"
exec redis-server - <<CONFIGURATION
bind ${REDIS_BIND:-*}
port ${REDIS_PORT:-6379}
dir ${REDIS_FOLDER:-/data}
requirepass ${REDIS_PASSWORD}
# A queued task survives a restart of the broker.
appendonly yes
save ""
# Messages are small. When memory is full, a write fails and is retried; no message is dropped.
maxmemory 256mb
maxmemory-policy noeviction
CONFIGURATION
