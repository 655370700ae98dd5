"""A file, a function and a room stay small enough to be read at once."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

from tests.docs.plain_english import CODE, ROOT

FILE_LINES, FUNCTION_LINES, ROOM_FILES = 400, 60, 20


def _files(*folders: str) -> list[Path]:
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*"))]
    return [path for path in paths if path.suffix in (".py", ".sql") and "__pycache__" not in path.parts]


def test_no_file_is_longer_than_400_lines() -> None:
    paths = _files(*CODE, "tests")
    assert len(paths) > 500
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    long = {str(path.relative_to(ROOT)): count for path, count in lines.items() if count > FILE_LINES}
    assert not long


def test_no_function_is_longer_than_60_lines() -> None:
    checked, long = 0, {}
    for path in _files(*CODE, "tests"):
        if path.suffix != ".py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                checked += 1
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    long[f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"] = lines
    assert checked > 3000
    assert not long


def test_no_room_has_more_than_20_files() -> None:
    rooms = Counter(path.parent for path in _files(*CODE, "tests") if path.name != "__init__.py")
    assert len(rooms) > 50
    full = {str(room.relative_to(ROOT)): count for room, count in rooms.items() if count > ROOM_FILES}
    assert not full
