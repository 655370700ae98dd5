"""Judges a file's name before the file is opened: files left by programs are ignored, dangerous names refused.

The form of a file follows from its bytes, never from its name (`transforms.intake.reading.signature`).
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
_LEFT_BY_PROGRAMS = re.compile(
    r"^(~\$.*|~.*\.tmp|\.~lock\..*#|thumbs\.db|desktop\.ini|\.ds_store|\._.*|__macosx)$", re.IGNORECASE
)
_ENCODED_PATH = re.compile(r"%(2e|2f|5c|00|0a|0d)", re.IGNORECASE)
_PROGRAMS = re.compile(r"\.(exe|com|scr|pif|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|lnk|msi|jar|dll)$", re.IGNORECASE)
_OTHER_OFFICE = {
    "wps": "这是 WPS 文字文档。",
    "wpt": "这是 WPS 文字模板。",
    "dps": "这是 WPS 演示文稿。",
    "ods": "这是 OpenDocument 表格，请在表格软件中打开后另存为 xlsx 再报送。",
    "numbers": "这是苹果 Numbers 表格，请在 Numbers 中导出为 xlsx 再报送。",
}
"""Endings of office programs whose files are not read. A .et of WPS is an old workbook or an xlsx, and is read."""
# Scripts in which our senders write file names; letters of other scripts only look like them.
_OWN_SCRIPTS = ("LATIN ", "CJK ", "DIGIT ", "IDEOGRAPHIC ")
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


@dataclass
class Scan:
    """Result of scanning a folder: files to deliver, ignored names, and refused names with their reasons."""

    files: list[Path] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    refused: dict[str, Reason] = field(default_factory=dict)


def is_left_by_program(name: str) -> bool:
    """Return whether a program or the operating system left a file, which no sender delivers on purpose (Thumbs.db).

    `name`: file name or path; one matching part of the path is enough.
    """
    return any(_LEFT_BY_PROGRAMS.match(part) for part in name.replace("\\", "/").split("/"))


def name_reason(name: str) -> Reason | None:
    """Return the reason (code and Chinese text) to refuse a file by its name alone, None if the name is acceptable.

    `name`: file name without folder. Refused are unsafe or too long names, program files, documents of other office
    programs, and letters that only look like ours (Cyrillic, full-width).
    """
    if not name.strip(". ") or any(unicodedata.category(character) in _HIDDEN_CATEGORIES for character in name):
        return reason("file_name_unsafe")
    if "/" in name or "\\" in name or ".." in name or _ENCODED_PATH.search(name) or ":" in name:
        return reason("file_name_unsafe")
    if len(name) > MAX_NAME_CHARACTERS or len(name.encode()) > MAX_NAME_BYTES:
        return reason("file_name_unsafe")
    if _PROGRAMS.search(name):
        return reason("file_type")
    if words := _OTHER_OFFICE.get(name.rpartition(".")[2].lower()):
        return reason("file_type", words)
    if any(_is_lookalike(character) for character in name):
        return reason("file_name_lookalike")
    return None


def _is_lookalike(character: str) -> bool:
    """Return whether a character is of another script, or a full-width letter, digit or dot."""
    if character.isascii():
        return False
    folded = unicodedata.normalize("NFKC", character)
    if folded.isascii() and (folded.isalnum() or folded == "."):
        return True
    if character in "\u2024\u3002\uff61\ufe52" or unicodedata.category(character) == "Mn":
        return True
    return character.isalnum() and not unicodedata.name(character, "").startswith(_OWN_SCRIPTS)


def scan(folder: Path) -> Scan:
    """Scan a folder; return its files to deliver (paths), its ignored names, and its refused names with the reasons.

    All three are in the order of names. Opens and changes no file. A link or a subfolder is refused; the folder is not
    searched any deeper.
    """
    result = Scan()
    for entry in sorted(os.scandir(folder), key=lambda file: file.name):
        refusal = name_reason(entry.name)
        if is_left_by_program(entry.name):
            result.ignored.append(entry.name)
        elif refusal is not None:
            result.refused[entry.name] = refusal
        elif not stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode):
            result.refused[entry.name] = reason("file_not_regular")
        else:
            result.files.append(Path(entry.path))
    return result
