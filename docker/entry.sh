#!/bin/sh
# Entry of the image: programs run as they are, everything else is a command of Airflow.
set -eu
case "${1:-}" in
  sh | python | celery | campaign) exec "$@" ;;
  *) exec airflow "$@" ;;
esac
