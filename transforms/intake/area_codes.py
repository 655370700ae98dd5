"""With what the area code of a document number may begin: `policies/area_codes.yaml`."""

from __future__ import annotations

import re

from transforms.intake.layout_files import LayoutError
from transforms.intake.layout_words import refused
from transforms.policy.yaml_reader import read_tree

FILE_NAME = "area_codes.yaml"
_CODE = re.compile(r"[0-9]{2}(?:[0-9]{2}){0,2}")


def read_area_codes(text: str) -> frozenset[str]:
    """Codes of two, four or six digits, each the beginning of known area codes. Raises LayoutError."""
    tree = read_tree(text)
    if tree.findings:
        raise LayoutError(refused(FILE_NAME, tree))
    said = tree.content
    codes = said.get("known") if isinstance(said, dict) and set(said) == {"known"} else None
    codes = codes if isinstance(codes, tuple) else None
    wrong = [at for at, one in enumerate(codes or [], 1) if not (isinstance(one, str) and _CODE.fullmatch(one))]
    if not codes or wrong:
        where = f"（第 {wrong[0]} 项）" if wrong else ""
        raise LayoutError(f"{FILE_NAME}：known 应为代码的列表，每项为加引号的两位、四位或六位数字{where}")
    return frozenset(codes)
