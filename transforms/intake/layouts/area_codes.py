"""Reads the known beginnings of area codes of document numbers: `policies/area_codes.yaml`."""

from __future__ import annotations

import re

from transforms.intake.layouts.errors import place
from transforms.intake.layouts.files import LayoutError, read_mapping

FILE_NAME = "area_codes.yaml"
_CODE = re.compile(r"[0-9]{2}(?:[0-9]{2}){0,2}")


def read_area_codes(text: str) -> frozenset[str]:
    """Read `policies/area_codes.yaml` from its text; return the codes with which an area code may begin.

    `text`: content of the file. Each code has two, four or six digits (province, city, county). Raises LayoutError with
    a Chinese text for other content.
    """
    tree = read_mapping(FILE_NAME, text)
    codes = tree.content.get("known")
    if set(tree.content) != {"known"} or not codes or not isinstance(codes, tuple):
        raise LayoutError(f"{FILE_NAME}{place(tree, ['known'])} known：应只有这一个键，其值为代码的列表")
    wrong = [at for at, code in enumerate(codes) if not (isinstance(code, str) and _CODE.fullmatch(code))]
    if wrong:
        where = f"{place(tree, ['known', wrong[0]])} known 第{wrong[0] + 1}项"
        raise LayoutError(f"{FILE_NAME}{where}：应为加引号的两位、四位或六位数字")
    return frozenset(codes)
