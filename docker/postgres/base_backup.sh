#!/bin/sh
# `base_backup.sh [KEEP]`: copy the running server into $ARCHIVE/base/<UTC time of its end>, and check the copy. Keeps the
# newest KEEP copies (2), and of the write-ahead log what any of them needs to go on.
set -eu
keep=${1:-2}
case $keep in
  0* | *[!0-9]*) echo "base_backup: the number of copies to keep must be 1 or more" >&2; exit 1 ;;
esac
archive=${ARCHIVE:-/var/lib/archive}
folder=$archive/base
export PGPASSWORD="${PGPASSWORD:-${POSTGRES_PASSWORD:?set it as .env.example says}}"
umask 077
mkdir -p "$folder"
rm -rf "$folder"/*.part
part=$folder/$$.part
pg_basebackup --host="${PGHOST:-127.0.0.1}" --username=postgres --no-password --checkpoint=fast \
  --manifest-checksums=SHA256 --pgdata="$part"
pg_verifybackup --quiet "$part"
# one second later: no time before its end chooses it
name=$(date -u -d "@$(($(date +%s) + 1))" +%Y-%m-%dT%H%M%SZ)
mv -T "$part" "$folder/$name"
sync "$folder"
names=$(ls -r "$folder")
for old in $(echo "$names" | tail -n "+$((keep + 1))"); do
  rm -rf "${folder:?}/$old"
done
# The file with which a copy begins. pg_archivecleanup compares names without the timeline (their first 8 characters). After a
# recovery a newer copy may begin before an older one, so the smallest counts.
first=
for kept in $(echo "$names" | head -n "$keep"); do
  file=$(sed -n 's/^START WAL LOCATION: .*(file \([0-9A-F]*\))$/\1/p' "$folder/$kept/backup_label")
  [ -n "$file" ] || { echo "base_backup: $folder/$kept has no backup_label; the log was not cleaned" >&2; exit 1; }
  if [ -z "$first" ] || [ "${file#????????}" \< "${first#????????}" ]; then first=$file; fi
done
pg_archivecleanup --clean-backup-history --strip-extension=.gz "$archive/wal" "$first"
echo "base_backup: $folder/$name"
