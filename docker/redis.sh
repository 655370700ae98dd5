#!/bin/sh
# The broker: the password goes in through standard input, so that no list of processes shows it.
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
# Messages are small; when memory is full a write fails and is tried again, and nothing is dropped.
maxmemory 256mb
maxmemory-policy noeviction
CONFIGURATION
