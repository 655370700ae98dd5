"""Finds the parts of a workbook's package: names, content types, relations. Runs inside the worker."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote

from transforms.intake.base.reasons import refuse
from transforms.intake.reading.archive import inflate_verified
from transforms.intake.reading.limits import Limits
from transforms.intake.reading.xlsx.parse_xml import read_elements

TYPES = "[content_types].xml"
_SMALL_BYTES = 16 << 20
_OVERRIDE, _DEFAULT = ("Types", "Override"), ("Types", "Default")


class Relation(NamedTuple):
    """A reference of one part of a package to another part or to an outside file.

    `kind`: last word of the type, for example 'worksheet'. `target`: name of the part. `is_external`: outside the
    package.
    """

    kind: str
    target: str
    is_external: bool


@dataclass(frozen=True)
class Parts:
    """The parts (files) of an Office package. `data`: the whole zip.

    `entries`: name of a part, in lower case and with slashes -> entry of the zip's directory. Names are compared
    without regard to case.
    """

    data: bytes
    entries: dict[str, zipfile.ZipInfo]
    limits: Limits

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.entries

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the unpacked content of a part in chunks. Raises KeyError if there is no part of this name.

        `name`: from the root of the package, as in 'xl/styles.xml'. Raises ReadRefused, at the latest after the last
        chunk, if the content differs from the zip's directory.
        """
        return inflate_verified(self.data, self.entries[name.lower()], self.limits)

    def small(self, name: str) -> bytes:
        """Return the unpacked content of a part of at most 16 MB, b'' if there is no part of this name.

        `name`: from the root of the package, as in 'xl/styles.xml'. Raises ReadRefused if the part is larger, or if its
        content differs from the zip's directory.
        """
        entry = self.entries.get(name.lower())
        if entry is None:
            return b""
        if entry.file_size > _SMALL_BYTES:
            raise refuse("file_unsafe")
        return b"".join(self.chunks(name))

    def content_types(self) -> dict[str, str]:
        """Return name of a part (in lower case) -> its content type, for every part of the package.

        The type is '' if none is stated. Raises ReadRefused if the part that lists the types is damaged.
        """
        named: dict[str, str] = {}
        by_ending: dict[str, str] = {}
        for element in read_elements(self.small(TYPES)):
            kind = element.attributes.get("ContentType", "")
            if element.path == _OVERRIDE:
                named[part_name("", element.attributes.get("PartName", "")).lower()] = kind
            elif element.path == _DEFAULT:
                by_ending[element.attributes.get("Extension", "").lower()] = kind
        return {name: named.get(name, by_ending.get(name.rpartition(".")[2], "")) for name in self.entries}

    def relations(self, name: str) -> dict[str, Relation]:
        """Return id -> relation (kind, target) for everything that a part refers to; empty if it refers to nothing.

        `name`: name of the part, '' for the package itself. Raises ReadRefused if two relations have one id, or if the
        list is damaged.
        """
        folder, _, file = name.rpartition("/")
        relations: dict[str, Relation] = {}
        content = self.small(posixpath.join(folder, "_rels", f"{file}.rels"))
        for element in read_elements(content) if content else ():
            if element.path != ("Relationships", "Relationship"):
                continue
            identifier = element.attributes.get("Id", "")
            if identifier in relations:
                raise refuse("file_unsafe")
            relations[identifier] = Relation(
                element.attributes.get("Type", "").rpartition("/")[2],
                part_name(folder, element.attributes.get("Target", "")),
                element.attributes.get("TargetMode", "").lower() == "external",
            )
        return relations


def find_parts(package: zipfile.ZipFile, data: bytes, limits: Limits) -> Parts:
    """Collect the parts of a package from the zip's directory, without folders; none is unpacked.

    A `Parts` has the zip, its entries by name (lower case) and the limits; its methods unpack a part. `data`: the bytes
    of the zip. `limits`: apply when a part is unpacked. Raises ReadRefused if two names differ only in case or in their
    slashes.
    """
    entries: dict[str, zipfile.ZipInfo] = {}
    for entry in package.infolist():
        if entry.is_dir():
            continue
        if entries.setdefault(plain_name(entry.filename), entry) is not entry:
            raise refuse("file_unsafe")
    return Parts(data, entries, limits)


def plain_name(name: str) -> str:
    """Return the name of a zip's entry in lower case and with single slashes for backslashes, to compare names."""
    return re.sub(r"[\\/]+", "/", name).lower()


def part_name(folder: str, target: str) -> str:
    """Return the name of the part to which a relation refers, from the root of the package.

    `folder`: folder of the part that refers, '' for the root. `target`: as the relation states it, relative or from the
    root (/xl/styles.xml), possibly with percent codes.
    """
    path = unquote(target).replace("\\", "/")
    if path.startswith("/"):
        return posixpath.normpath(path.lstrip("/"))
    return posixpath.normpath(posixpath.join(folder, path))
