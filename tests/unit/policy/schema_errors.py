"""Validate YAML files with the committed JSON Schemas, by the tool that also editors' checks are compared with."""

import json
import re
import subprocess
import sys
from pathlib import Path

from pipeline.workbench.json_schema import FOLDER

SCHEMA_LINE = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")


def named_schema(file: Path) -> Path | None:
    """Return the schema that the file's first line names, resolved from the file's folder; None without such a line."""
    match = SCHEMA_LINE.match(file.read_text(encoding="utf-8"))
    return (file.parent / match[1]).resolve() if match else None


def schema_errors(schema: str, *files: Path) -> list[tuple[str, str]]:
    """Return (file name, message) for each error that check-jsonschema finds in the files."""
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--output-format",
        "json",
        "--schemafile",
        str(FOLDER / schema),
    ]
    result = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=False)
    report = json.loads(result.stdout)
    assert report.get("parse_errors", []) == [], report
    assert result.returncode == (1 if report["errors"] else 0)
    return [(Path(error["filename"]).name, error["message"]) for error in report["errors"]]
