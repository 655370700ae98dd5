#!/bin/sh
# Entry of the image: runs sh, python and campaign as programs; everything else is a command of Airflow (`celery worker`).
set -eu
case "${1:-}" in
  sh | python | campaign) exec "$@" ;;
  *) exec airflow "$@" ;;
esac
