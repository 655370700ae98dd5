"""Reads the provinces, cities and counties of GB/T 2260: `policies/divisions.csv`, a code and a name per line."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from transforms.intake.layouts.files import LayoutError
from transforms.text.folding import fold

FILE_NAME = "divisions.csv"
_HEADER = "code,name"
_LINE = re.compile(r"([0-9]{6}),([\u4e00-\u9fff]{2,15})")
_LEVELS = (2, 4, 6)
"""Digits of the code that all places of a province, a city or a county share."""
_NATIONS = (
    "土家族|苗族|藏族|羌族|彝族|回族|朝鲜族|壮族|傣族|景颇族|傈僳族|白族|哈尼族|布依族|侗族|蒙古族|蒙古|柯尔克孜|哈萨克|维吾尔"
    "|瑶族|满族|畲族|黎族|水族|仡佬族|纳西族|拉祜族|佤族|布朗族|独龙族|怒族|普米族|各族|锡伯|塔吉克|撒拉族|土族|东乡族|保安族|裕固族|仫佬族|毛南族"
)
_ENDING = re.compile(rf"(?<=..)(?:{_NATIONS})*自治(?P<level>[区州县旗])$|(?<=..)(?:省|市|地区|盟|县|区|旗|特别行政区)$")
_SHORTEST = 2


@dataclass(frozen=True)
class Divisions:
    """The administrative divisions of the country. `names`: code of six digits -> full name; a province has 0000."""

    names: Mapping[str, str]

    def names_above(self, code: str) -> tuple[str, ...]:
        """Return the names, with short forms, of the province and the city that contain a place; () if none is known.

        `code`: the place's code of six digits; its own name is not returned.
        """
        above = [code[:digits].ljust(6, "0") for digits in _LEVELS]
        return tuple(
            name
            for upper in dict.fromkeys(above)
            if upper != code and upper in self.names
            for name in short_forms(self.names[upper])
        )

    def find(self, folded: str) -> tuple[str, ...]:
        """Return the beginnings of code that a name or a chain of names (某省某市某县) may mean; () if none.

        `folded`: the text, normalised by `fold`. Two digits mean a province, four a city, six a county. Several
        counties of the country have one name (鼓楼区); all of them are returned.
        """
        return tuple(dict.fromkeys(self._chains(folded, "", 0)))

    def _chains(self, rest: str, scope: str, level: int) -> Iterator[str]:
        """Yield the code of each way to read `rest` as places of `level` (0: provinces) or lower within `scope`."""
        if not rest:
            yield scope
            return
        for deeper in range(level, len(_LEVELS)):
            for end in range(_SHORTEST, len(rest) + 1):
                for code in self._codes.get((deeper, rest[:end]), ()):
                    if code.startswith(scope):
                        yield from self._chains(rest[end:], code, deeper + 1)

    @functools.cached_property
    def _codes(self) -> dict[tuple[int, str], list[str]]:
        codes: dict[tuple[int, str], list[str]] = {}
        for code, name in self.names.items():
            level = 0 if code.endswith("0000") else 1 if code.endswith("00") else 2
            for form in short_forms(name):
                codes.setdefault((level, fold(form)), []).append(code[: _LEVELS[level]])
        return codes


NO_DIVISIONS = Divisions({})
"""Nothing is known of the country's places."""


def read_divisions(text: str) -> Divisions:
    """Read `policies/divisions.csv` from its text: a header, then a code of six digits and a full name per line.

    `Divisions` has the full names by code. Raises LayoutError with a Chinese text that names the first wrong line.
    """
    lines = text.splitlines()
    if not lines or lines[0] != _HEADER:
        raise LayoutError(f"{FILE_NAME} 第1行：应为 {_HEADER}")
    names: dict[str, str] = {}
    for at, line in enumerate(lines[1:], 2):
        entry = _LINE.fullmatch(line)
        if entry is None:
            raise LayoutError(f"{FILE_NAME} 第{at}行：应为六位代码、逗号和中文名称，如 431100,永州市")
        if names.setdefault(entry[1], entry[2]) != entry[2]:
            raise LayoutError(f"{FILE_NAME} 第{at}行：代码 {entry[1]} 已经有另一个名称")
    return Divisions(names)


@functools.lru_cache(maxsize=4096)
def short_forms(name: str) -> tuple[str, ...]:
    """Return a place's full name with the short forms that senders write: 湖南省 gives 湖南省 and 湖南.

    An autonomous prefecture has two (恩施, 恩施州). A name of which one character would remain (道县) has none.
    """
    ending = _ENDING.search(name)
    if ending is None:
        return (name,)
    short = name[: ending.start()]
    level = ending["level"]
    return (name, short) if level in (None, "区") else (name, short, short + level)
