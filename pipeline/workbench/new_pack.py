"""Write a new pack with one worked case from the template."""

from __future__ import annotations

from pathlib import Path

from pipeline.runtime.settings import REPOSITORY
from transforms.policy.load.new_pack import NewPackRefused, default_prefix, fill_template, set_schema_line

TEMPLATE = REPOSITORY / "policies" / "template"
SCHEMA = REPOSITORY / "policies" / "schema" / "pack.schema.json"
_FILES = {"new-pack.yaml": "pack.yaml", "new-case.yaml": "cases/first.yaml"}  # in the template -> in the pack


def write_new_pack(policies_dir: Path, code: str, place: str, year: int, prefix: str | None) -> list[Path]:
    """Create the folder `code` in `policies_dir` with a pack and one worked case; return the paths of the new files.

    Both are filled in from the template. `place`: Chinese name of the place; `year`: plan year; `prefix`: beginning of
    the requirement ids, two capital letters; None for the first two letters of the code, in capitals. Raises
    NewPackRefused, and writes nothing, if an argument is unsuitable or the folder exists.
    """
    folder = policies_dir / code
    start = prefix or default_prefix(code)
    texts = {
        folder / target: fill_template((TEMPLATE / source).read_text(encoding="utf-8"), code, place, year, start)
        for source, target in _FILES.items()
    }
    if folder.exists():
        raise NewPackRefused(f"{code} 已经存在，没有写入。换一个代码，或先移走原来的文件夹。")
    for file, text in texts.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(set_schema_line(text, SCHEMA, file.parent), encoding="utf-8")
    return list(texts)
