#!/bin/sh
# Write a new .env from .env.example, mode 600. Each empty name below a `# make:` line gets the output of that command.
# An existing file is never changed: without its keys the identities in the warehouse cannot be decrypted.
set -eu
example=$(dirname "$0")/../.env.example
target=${1:-$(dirname "$0")/../.env}
if [ -e "$target" ]; then
  echo "make_env: $target exists and is not changed" >&2
  exit 1
fi
umask 077
unfinished=$(mktemp "$target.XXXXXX")
trap 'rm -f "$unfinished"' EXIT
command=
while IFS= read -r line; do
  case $line in
    "# make: "*) command=${line#"# make: "} ;;
    *=) if [ -n "$command" ]; then line="$line$(sh -c "$command")"; fi; command= ;;
  esac
  printf '%s\n' "$line"
done < "$example" > "$unfinished"
mv "$unfinished" "$target"
trap - EXIT
echo "make_env: wrote $target; keep a copy of CAMPAIGN_MASTER_KEY, CAMPAIGN_HASH_KEY and CAMPAIGN_CIPHER_KEY in a safe place"
