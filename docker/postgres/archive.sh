#!/bin/sh
# archive_command of postgresql.conf: `archive.sh PATH NAME` keeps a finished file of the write-ahead log, compressed, in
# $ARCHIVE/wal. A file that is there is never overwritten: equal content counts as archived (the server was killed before it
# knew), other content is refused. A file is there whole and on the disk, or not at all. The folder must allow hard links.
set -eu
source=$1 name=$2
folder=${ARCHIVE:-/var/lib/archive}/wal
target=$folder/$name.gz part=$folder/.part-$name
umask 077
if [ -e "$target" ]; then
  gzip -dc "$target" | cmp -s - "$source" || {
    echo "archive: $target exists with other content: another server archives into this folder" >&2
    exit 1
  }
else
  gzip -1 -c "$source" > "$part"
  sync "$part"
  ln "$part" "$target"
fi
sync "$target" "$folder"
rm -f "$part"
