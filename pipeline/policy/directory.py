"""The directory of offices and officials of this installation, read from its file."""

from __future__ import annotations

from pipeline.runtime.settings import Settings
from transforms.directory.load import load_directory
from transforms.directory.model import Directory


def read_directory(settings: Settings) -> Directory | None:
    """Return the directory of the installation, or None if it has none. Reads the file each time.

    A `Directory` has offices with mailboxes and units, and officials with roles. Raises DirectoryError with every
    problem of the file.
    """
    path = settings.directory_file
    return None if path is None else load_directory(path)
