"""Text of the embedded server's configuration, computed from the machine's memory."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import psutil

MIB = 1024 * 1024
LARGE_MACHINE_BYTES, LARGEST_CACHE_BYTES = 16_000 * MIB, 8_192 * MIB

ACCESS_RULES = """\
# Only this machine, only with a password.
host all all 127.0.0.1/32 scram-sha-256
"""


def memory_bytes() -> int:
    """Return the bytes that this process may use: the machine's memory, or the container's limit if that is lower."""
    total = int(psutil.virtual_memory().total)
    limit = Path("/sys/fs/cgroup/memory.max")
    text = limit.read_text().strip() if limit.exists() else "max"
    return min(total, int(text)) if text.isdigit() else total


def server_configuration(port: int, name: str, log_folder: Path) -> str:
    """Return the text of postgresql.conf for an embedded server, with its caches computed from the machine's memory.

    `port`: TCP port on 127.0.0.1. `name`: cluster_name, which marks the server's processes in the process list.
    `log_folder`: folder of the log files. Writes nothing.
    """
    memory = memory_bytes()
    cache = _cache_bytes(memory)
    settings: dict[str, str | int] = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",
        "cluster_name": name,
        "password_encryption": "scram-sha-256",
        "max_connections": 100,
        "timezone": "UTC",
        "log_timezone": "Asia/Shanghai",
        # A city's warehouse is 3 to 5 GB, and a day's persons are anywhere in it.
        "shared_buffers": f"{cache // MIB}MB",
        "effective_cache_size": f"{memory // 3 // MIB}MB",
        "work_mem": "64MB",
        "maintenance_work_mem": f"{min(256, memory // 16 // MIB)}MB",
        "dynamic_shared_memory_type": _shared_memory_kind(),
        # Bulk loads write much at once: few, spread checkpoints. fsync and full_page_writes stay on.
        "min_wal_size": "256MB",
        "max_wal_size": "4GB",
        "checkpoint_timeout": "15min",
        # A bulk load writes its log faster than the log's writer: with the usual 16 MB it waits, a fifth of its time.
        "wal_buffers": f"{min(max(cache // 32, 16 * MIB), 256 * MIB) // MIB}MB",
        # Page images are written as they are: the build knows no quick compression, and the slow one took half the
        # time of a thousand changed persons.
        "wal_compression": "off",
        "max_parallel_workers_per_gather": 1,
        "jit": "off",
        # Starts, stops, recovery and refused logins, never a row's value (principle P18). Even the first line of an
        # error can hold one ("invalid input syntax …"): errors go to the client alone; level `log` is above them.
        "log_min_messages": "log",
        "logging_collector": "on",
        "log_directory": str(log_folder),
        "log_filename": "postgresql-%a.log",
        "log_file_mode": "0600",
        "log_truncate_on_rotation": "on",
        "log_rotation_size": 0,
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        "log_statement": "none",
        "log_min_duration_statement": -1,
        "log_parameter_max_length": 0,
        "log_parameter_max_length_on_error": 0,
        "log_connections": "",
        "log_autovacuum_min_duration": -1,
        "log_checkpoints": "off",
    }
    return "".join(f"{key} = '{value}'\n" for key, value in settings.items())


def _cache_bytes(memory: int) -> int:
    """A quarter of a large machine's memory, as PostgreSQL advises; an eighth of a small one's, with Airflow on it."""
    if (wanted := os.environ.get("CAMPAIGN_DATABASE_CACHE_MB", "")).isdigit():
        return max(int(wanted), 16) * MIB
    return min(memory // (4 if memory >= LARGE_MACHINE_BYTES else 8), LARGEST_CACHE_BYTES)


def _shared_memory_kind() -> str:
    """A container's /dev/shm is often 64 MB, too small for parallel work; System V segments do not live there."""
    folder = Path("/dev/shm")
    return "posix" if folder.exists() and shutil.disk_usage(folder).total >= 512 * MIB else "sysv"
