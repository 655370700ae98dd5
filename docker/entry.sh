#!/bin/sh
# Entry of the image: programs run as they are, everything else is a command of Airflow (`celery worker`, too).
set -eu
case "${1:-}" in
  sh | python | campaign) exec "$@" ;;
  *) exec airflow "$@" ;;
esac
