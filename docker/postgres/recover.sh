#!/bin/sh
# `recover.sh TIME [TIMELINE]`, while the server is stopped: replace its data by the newest base backup from before TIME, so that
# its next start replays the archived log up to TIME and goes on from there. The former data stay next to it.
# TIME has its zone: '2026-12-01 09:30:00+08'. TIMELINE: which one to follow, if the server was recovered before (latest).
set -eu
time=${1:-} timeline=${2:-latest}
data=${PGDATA:?set it to the folder of the data}
archive=${ARCHIVE:-/var/lib/archive}
refuse() { echo "recover: $1. Nothing was changed." >&2; exit 1; }
case $time in
  [0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]\ [0-2][0-9]:[0-5][0-9]*[+-][0-9][0-9]*) ;;
  *) refuse "state the time with its zone, such as '2026-12-01 09:30:00+08'" ;;
esac
latest=$(date -u -d "$time" +%Y-%m-%dT%H%M%SZ) || refuse "'$time' is no time"
[ "$(date -d "$time" +%s)" -le "$(date +%s)" ] || refuse "'$time' has not come yet"
base=
for folder in "$archive"/base/*Z; do
  [ -d "$folder" ] && [ ! "$(basename "$folder")" \> "$latest" ] && base=$folder
done
[ -n "$base" ] || refuse "$archive/base has no base backup from before $latest"
[ ! -e "$data/postmaster.pid" ] ||
  refuse "stop the server first (docker compose stop); if it was killed, remove $data/postmaster.pid"
new=$data.new
rm -rf "$new"
cp -a "$base" "$new"
# The end of the log, which the stopped or killed server had not archived yet.
former=$data
[ -d "$former" ] || former=$(ls -d "$data".before-* 2>/dev/null | tail -n 1)
for segment in "$former"/pg_wal/????????????????????????; do
  [ ! -f "$segment" ] || [ -e "$archive/wal/$(basename "$segment").gz" ] || cp -a "$segment" "$new/pg_wal/"
done
sed -i '/^restore_command\b/d; /^recovery_target/d' "$new/postgresql.auto.conf"
cat >> "$new/postgresql.auto.conf" <<END
restore_command = 'gzip -dc "$archive/wal/%f.gz" > "%p"'
recovery_target_time = '$time'
recovery_target_timeline = '$timeline'
recovery_target_action = 'promote'
END
: > "$new/recovery.signal"
chown --reference="$new/PG_VERSION" "$new/recovery.signal" "$new/postgresql.auto.conf"
sync
[ ! -d "$data" ] || mv -T "$data" "$data.before-$(date -u +%Y-%m-%dT%H%M%SZ)"
mv -T "$new" "$data"
echo "recover: from $base; start the server: it replays the log up to $time"
