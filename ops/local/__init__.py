"""Operations of the embedded size: processes, ports, the driver of `make run`."""
