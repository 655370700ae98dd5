"""Operations of the embedded size: processes, Airflow's configuration, the driver of `make run`."""
