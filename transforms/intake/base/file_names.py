"""What a file's name says before it is opened: droppings of programs are passed over, dangerous names are refused.

A name never decides what a file is; its bytes do (`transforms.intake.reading.signature`).
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from transforms.intake.base.reasons import Reason, reason

MAX_NAME_CHARACTERS = 150
MAX_NAME_BYTES = 255
_DROPPINGS = re.compile(
    r"^(~\$.*|~.*\.tmp|\.~lock\..*#|thumbs\.db|desktop\.ini|\.ds_store|\._.*|__macosx)$", re.IGNORECASE
)
_ENCODED_PATH = re.compile(r"%(2e|2f|5c|00|0a|0d)", re.IGNORECASE)
_PROGRAMS = re.compile(r"\.(exe|com|scr|pif|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|lnk|msi|jar|dll)$", re.IGNORECASE)
_OTHER_OFFICE = re.compile(r"\.(et|ett|wps|wpt|dps|ods|numbers)$", re.IGNORECASE)
# Scripts in which our senders write names of files; other letters only look like them.
_OWN_SCRIPTS = ("LATIN ", "CJK ", "DIGIT ", "IDEOGRAPHIC ")
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


@dataclass
class Scan:
    """What a folder holds: files to deliver, names that are passed over, and refusals by name."""

    files: list[Path] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    refused: dict[str, Reason] = field(default_factory=dict)


def is_dropping(name: str) -> bool:
    """Whether a program or an operating system left the file behind; no sender means it."""
    return any(_DROPPINGS.match(part) for part in name.replace("\\", "/").split("/"))


def name_reason(name: str) -> Reason | None:
    """Why a file of this name is refused unopened, None if it is not."""
    if not name.strip(". ") or any(unicodedata.category(one) in _HIDDEN_CATEGORIES for one in name):
        return reason("file_name_unsafe")
    if "/" in name or "\\" in name or ".." in name or _ENCODED_PATH.search(name) or ":" in name:
        return reason("file_name_unsafe")
    if len(name) > MAX_NAME_CHARACTERS or len(name.encode()) > MAX_NAME_BYTES:
        return reason("file_name_unsafe")
    if _PROGRAMS.search(name) or _OTHER_OFFICE.search(name):
        return reason("file_type")
    if any(_looks_alike(one) for one in name):
        return reason("file_name_lookalike")
    return None


def _looks_alike(character: str) -> bool:
    """A letter of another script, or a full-width form of what decides about a name (letters, digits, the dot)."""
    if character.isascii():
        return False
    folded = unicodedata.normalize("NFKC", character)
    if folded.isascii() and (folded.isalnum() or folded == "."):
        return True
    if character in "\u2024\u3002\uff61\ufe52" or unicodedata.category(character) == "Mn":
        return True
    return character.isalnum() and not unicodedata.name(character, "").startswith(_OWN_SCRIPTS)


def scan(folder: Path) -> Scan:
    """The files of a folder, by name; what is ignored is counted, what is refused has its reason. Opens nothing."""
    found = Scan()
    for entry in sorted(os.scandir(folder), key=lambda one: one.name):
        told = name_reason(entry.name)
        if is_dropping(entry.name):
            found.ignored.append(entry.name)
        elif told is not None:
            found.refused[entry.name] = told
        elif not stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode):
            found.refused[entry.name] = reason("file_not_regular")
        else:
            found.files.append(Path(entry.path))
    return found
