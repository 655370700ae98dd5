#!/bin/sh
# Runs once, when the server is first initialised: two databases, each with its owner. `airflow-init` does the rest.
set -eu
: "${AIRFLOW_DATABASE_PASSWORD:?set it as .env.example says}" "${WAREHOUSE_OWNER_PASSWORD:?set it as .env.example says}"
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username="${POSTGRES_USER:-postgres}" --dbname=postgres <<'SQL'
-- from the environment inside psql, so that no list of processes shows them
\getenv airflow_password AIRFLOW_DATABASE_PASSWORD
\getenv owner_password WAREHOUSE_OWNER_PASSWORD
CREATE ROLE airflow LOGIN PASSWORD :'airflow_password';
-- makes the other roles of the warehouse (sql/access)
CREATE ROLE owner LOGIN CREATEROLE PASSWORD :'owner_password';
CREATE DATABASE airflow OWNER airflow;
CREATE DATABASE warehouse OWNER owner;
REVOKE ALL ON DATABASE airflow, warehouse, postgres, template1 FROM PUBLIC;
SQL
# Rights that only the superuser can give or take: no advisory locks and large objects for readers.
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username="${POSTGRES_USER:-postgres}" --dbname=warehouse \
  --file="${CAMPAIGN_SERVER_RIGHTS:-/etc/campaign/server.sql}"
