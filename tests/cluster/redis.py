"""Find a Redis server without installing it: on PATH, else unpacked from packages of the distribution (Debian)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

PACKAGES = ("redis-server", "redis-tools")
DEPTH = 3  # libraries of libraries


class RedisError(RuntimeError):
    """No Redis server is there and none can be unpacked; the text states what to install."""


def environment(cache: Path) -> dict[str, str]:
    """Return the variables with which `redis-server` and `redis-cli` run; empty if both are on PATH.

    `cache` keeps the unpacked packages for the next run. Raises RedisError.
    """
    if shutil.which("redis-server") and shutil.which("redis-cli"):
        return {}
    root = cache / "redis"
    if not root.exists():
        _unpack(root)
    return _environment(root)


def _environment(root: Path) -> dict[str, str]:
    libraries = sorted({str(path.parent) for path in root.rglob("*.so.*")})
    return {
        "PATH": f"{root / 'usr' / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "LD_LIBRARY_PATH": os.pathsep.join(libraries),
    }


def _unpack(root: Path) -> None:
    """Unpack the packages, then the libraries that their programs lack; the folder appears complete or not at all."""
    for program in ("apt-get", "apt-cache", "dpkg"):
        if shutil.which(program) is None:
            raise RedisError("no redis-server on PATH, and no Debian packages to unpack one from: install Redis 7")
    root.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root.parent) as folder:
        unfinished = Path(folder) / "root"
        packages = list(PACKAGES)
        for _ in range(DEPTH):
            _add(Path(folder), unfinished, packages)
            if not (missing := _missing_libraries(unfinished)):
                break
            packages = _libraries_of(packages)
        if missing:
            raise RedisError(f"redis-server lacks {', '.join(missing)}: install Redis 7 with the package manager")
        unfinished.rename(root)


def _add(folder: Path, root: Path, packages: list[str]) -> None:
    """Download and unpack packages; if their lists are missing or stale, root refreshes them once."""
    command = ["apt-get", "-o", "APT::Sandbox::User=root", "download", *packages]
    download = _run(command, folder)
    if download.returncode and os.geteuid() == 0:
        _run(["apt-get", "update"], folder)
        download = _run(command, folder)
    if download.returncode:
        raise RedisError(
            f"apt-get could not download {', '.join(packages)}: {download.stderr.strip()[-300:]}\n"
            "run apt-get update as root, or install Redis 7"
        )
    for package in folder.glob("*.deb"):
        _run(["dpkg", "-x", str(package), str(root)], folder).check_returncode()
        package.unlink()


def _missing_libraries(root: Path) -> list[str]:
    env = {**os.environ, **_environment(root)}
    programs = [root / "usr" / "bin" / name for name in ("redis-server", "redis-cli")]
    text = "".join(
        subprocess.run(["ldd", str(p)], capture_output=True, text=True, env=env, check=False).stdout for p in programs
    )
    return sorted(set(re.findall(r"(\S+) => not found", text)))


def _libraries_of(packages: list[str]) -> list[str]:
    """Library packages on which these packages depend, except libc: the machine's own must do."""
    text = _run(["apt-cache", "depends", *packages], Path("/")).stdout
    names = re.findall(r"^\s+(?:Pre)?Depends: ([a-z0-9][a-z0-9.+-]+)$", text, re.MULTILINE)
    return sorted({name for name in names if name.startswith(("lib", "lua")) and name != "libc6"})


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "LC_ALL": "C"}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
