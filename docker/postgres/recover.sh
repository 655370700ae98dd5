#!/bin/sh
# `recover.sh TIME|latest [TIMELINE]`, while the server is stopped: replace its data by the newest base backup from before TIME, so
# that its next start replays the archived log up to TIME (latest: to its end) and goes on from there. The former data stay next to it.
# TIME has its zone: '2026-12-01 09:30:00+08'. TIMELINE: which history to follow, if the server was recovered before (the newest).
# Only a base backup of that history is taken: another one could not follow it.
set -eu
time=${1:-} timeline=${2:-latest}
data=${PGDATA:?set it to the folder of the data}
archive=${ARCHIVE:-/var/lib/archive}
refuse() { echo "recover: $1. Nothing was changed." >&2; exit 1; }

# The present data, then those of former recoveries, the newest first: what they had not archived is in their pg_wal.
formers() { for folder in "$data" $(ls -dr "$data".before-* 2>/dev/null); do [ ! -d "$folder" ] || echo "$folder"; done; }

# `history NUMBER`: the parents of a timeline, one line each: number, and position at which it was left.
history() {
  name=$(printf '%08X' "$1").history
  if [ -e "$archive/wal/$name.gz" ]; then gzip -dc "$archive/wal/$name.gz"; return; fi
  for folder in $(formers); do
    if [ -e "$folder/pg_wal/$name" ]; then cat "$folder/pg_wal/$name"; return; fi
  done
  return 1
}

newest_timeline() {
  newest=1
  for folder in "$archive/wal" $(formers | sed 's|$|/pg_wal|'); do
    for file in "$folder"/*.history "$folder"/*.history.gz; do
      [ -e "$file" ] || continue
      name=$(basename "$file")
      number=$((0x${name%%.*}))
      [ "$number" -le "$newest" ] || newest=$number
    done
  done
  echo "$newest"
}

# `position X/Y`: a position of the log as one number.
position() { echo $((0x${1%/*} * 4294967296 + 0x${1#*/})); }

# `is_of_history BASE`: the base backup ended on the wanted timeline, or on a parent of it before that was left.
is_of_history() {
  range=$(sed -n 's/.*"Timeline": \([0-9]*\),.*"End-LSN": "\([0-9A-F/]*\)".*/\1 \2/p' "$1/backup_manifest" | tail -n 1)
  number=${range% *} end=${range#* }
  [ -n "$number" ] || return 1
  [ "$number" != "$timeline" ] || return 0
  left=$(history "$timeline" | sed -n "s|^$number[[:space:]]\{1,\}\([0-9A-F]*/[0-9A-F]*\).*|\1|p" | head -n 1)
  [ -n "$left" ] && [ "$(position "$end")" -le "$(position "$left")" ]
}

if [ "$time" = latest ]; then
  before=$(date -u +%Y-%m-%dT%H%M%SZ)
else
  case $time in
    [0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]\ [0-2][0-9]:[0-5][0-9]*[+-][0-9][0-9]*) ;;
    *) refuse "state the time with its zone, such as '2026-12-01 09:30:00+08', or latest" ;;
  esac
  before=$(date -u -d "$time" +%Y-%m-%dT%H%M%SZ) || refuse "'$time' is no time"
  [ "$(date -d "$time" +%s)" -le "$(date +%s)" ] || refuse "'$time' has not come yet"
fi
case $timeline in
  latest) timeline=$(newest_timeline) ;;
  0* | *[!0-9]*) refuse "a timeline is a number of 1 or more" ;;
esac
[ "$timeline" -eq 1 ] || history "$timeline" > /dev/null || refuse "$archive/wal has no timeline $timeline"
base= other=
for folder in "$archive"/base/*Z; do
  if [ ! -d "$folder" ] || [ "$(basename "$folder")" \> "$before" ]; then continue; fi
  if is_of_history "$folder"; then base=$folder; else other=$folder; fi
done
[ -n "$base" ] || [ -z "$other" ] ||
  refuse "$archive/base has no base backup from before $before that belongs to timeline $timeline; $other does not"
[ -n "$base" ] || refuse "$archive/base has no base backup from before $before"
[ ! -e "$data/postmaster.pid" ] ||
  refuse "stop the server first (docker compose stop); if it was killed, remove $data/postmaster.pid"
new=$data.new
rm -rf "$new"
cp -a "$base" "$new"
# The end of the log, and histories, which a stopped or killed server had not archived yet.
for former in $(formers); do
  for file in "$former"/pg_wal/????????????????????????  "$former"/pg_wal/????????.history; do
    name=$(basename "$file")
    if [ ! -f "$file" ] || [ -e "$archive/wal/$name.gz" ] || [ -e "$new/pg_wal/$name" ]; then continue; fi
    cp -a "$file" "$new/pg_wal/"
  done
done
sed -i '/^restore_command\b/d; /^recovery_target/d' "$new/postgresql.auto.conf"
cat >> "$new/postgresql.auto.conf" <<END
restore_command = 'gzip -dc "$archive/wal/%f.gz" > "%p"'
recovery_target_timeline = '$timeline'
END
[ "$time" = latest ] || cat >> "$new/postgresql.auto.conf" <<END
recovery_target_time = '$time'
recovery_target_action = 'promote'
END
: > "$new/recovery.signal"
chown --reference="$new/PG_VERSION" "$new/recovery.signal" "$new/postgresql.auto.conf"
sync
[ ! -d "$data" ] || mv -T "$data" "$data.before-$(date -u +%Y-%m-%dT%H%M%SZ)"
mv -T "$new" "$data"
echo "recover: from $base on timeline $timeline; start the server: it replays the log up to $time"
