"""Packs of two years in a row: the pack of a place, and the one of the year before with every date one year earlier.

Texts only: a quote of the notice stays as it is printed. The truth is not made from them.
"""

import re
import shutil
from pathlib import Path

_YEARS_BACK, _YEARS_AFTER = 6, 2
_LEAP_DAY = re.compile(r"\b(\d{4})-02-29\b")
_SHARED = ("layouts", "schema", "area_codes.yaml", "divisions.csv")


def code_before(pack_code: str) -> str:
    """Return the code of the pack of the year before: `dongan-2020` gives `dongan-2019`."""
    place, year = pack_code.split("-")
    return f"{place}-{int(year) - 1}"


def text_before(text: str, plan_year: int) -> str:
    """Return the text of a pack with each date, plan year and code one year earlier; 29 February becomes 28 February.

    `plan_year`: of the pack. Only years around it are shifted, so that an amount of four digits stays.
    """
    years = range(plan_year - _YEARS_BACK, plan_year + _YEARS_AFTER + 1)

    def shift(match: re.Match[str]) -> str:
        year = int(match[0])
        return str(year - 1) if year in years else match[0]

    shifted = re.sub(r"\b20\d\d\b", shift, text)
    return _LEAP_DAY.sub(lambda match: match[0] if int(match[1]) % 4 == 0 else f"{match[1]}-02-28", shifted)


def text_following(text: str, pack_code: str) -> str:
    """Return the text of a pack that follows the pack with this code. Raises ValueError without a plan year in it."""
    made, count = re.subn(r"^(\s*)(plan_year: \d{4})$", rf"\1\2\n\1follows: {pack_code}", text, count=1, flags=re.M)
    if not count:
        raise ValueError("the pack has no line of its own for its plan year")
    return made


def write_packs(policies: Path, pack_code: str, plan_year: int, folder: Path) -> None:
    """Write a folder of policies with two packs: that of the place, which follows another one, and that other one.

    `policies`: where the pack and the layouts are; `folder`: the new one; files in it are overwritten.
    """
    text = (policies / pack_code / "pack.yaml").read_text(encoding="utf-8")
    before = code_before(pack_code)
    texts = {before: text_before(text, plan_year), pack_code: text_following(text, before)}
    for code, content in texts.items():
        (folder / code).mkdir(parents=True, exist_ok=True)
        (folder / code / "pack.yaml").write_text(content, encoding="utf-8")
    for name in _SHARED:
        source = policies / name
        if source.is_dir():
            shutil.copytree(source, folder / name, dirs_exist_ok=True)
        elif source.is_file():
            shutil.copyfile(source, folder / name)
