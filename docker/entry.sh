#!/bin/sh
# Entry of the image: runs sh, bash, airflow, python and campaign as programs; everything else is a command of Airflow
# (`celery worker`). The Helm chart names the program itself.
set -eu
case "${1:-}" in
  sh | bash | airflow | python | campaign) exec "$@" ;;
  *) exec airflow "$@" ;;
esac
