"""Writes the plain content of a pack as the YAML file that the loader reads."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any


def write(content: dict[str, Any], folder: Path) -> Path:
    """The folder of the pack, below `folder`; one line for each entry of a section."""
    place = folder / content["pack_code"]
    place.mkdir(parents=True, exist_ok=True)
    lines = [line for name, section in content.items() for line in _lines(name, section)]
    (place / "pack.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return place


def _lines(name: str, section: Any) -> list[str]:
    if isinstance(section, list) and section:
        return [f"{name}:", *(f"  - {_flow(item)}" for item in section)]
    return [f"{name}: {_flow(section)}"]


def _flow(value: Any) -> str:
    """YAML's flow style: JSON, but days are not quoted."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_flow(key)}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)
