#!/bin/sh
# Prepare what the services need: both schemas, the warehouse's roles, the administrator. Safe to repeat.
set -eu
here=$(dirname "$0")
echo "init: migrating Airflow's database"
airflow db migrate
echo "init: migrating the warehouse"
python "$here/init_warehouse.py"
echo "init: creating the pools of the campaigns"
python "$here/init_pools.py"
echo "init: creating the administrator"
python "$here/init_admin.py"
echo "init: done"
