"""Writes the plain content of a pack as the YAML file that the loader reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.representer import SafeRepresenter


class _Plain(SafeRepresenter):
    def ignore_aliases(self, data: Any) -> bool:
        return True  # the loader refuses anchors


def write(content: dict[str, Any], folder: Path) -> Path:
    """The folder of the pack, below `folder`."""
    place = folder / content["pack_code"]
    place.mkdir(parents=True, exist_ok=True)
    yaml = YAML(typ="safe", pure=True)
    yaml.Representer = _Plain
    yaml.allow_unicode = True
    yaml.default_flow_style = False
    with (place / "pack.yaml").open("w", encoding="utf-8") as file:
        yaml.dump(content, file)
    return place
