"""Population and enrolled persons of the years before the campaign, by unit, and what nobody delivered. Pure.

A figure that was not delivered is never guessed: it is printed as missing, with the office that has to deliver it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from transforms.report.lists.content import Listed, PastFigures
from transforms.text.figures import date_zh
from transforms.text.folding import fold

NOT_DELIVERED = "缺"
TARGETS, HISTORY, ROLL = "target_table", "history", "roll"
_YEAR_MEASURE = re.compile(r"(\d{4})年度?(?:(实际人口数)|(参保人数))")
_LAST_YEAR = "last_year"


class PastMeasure(NamedTuple):
    """A figure of a past plan year in a delivered table: its year, and whether it counts the population."""

    plan_year: int
    is_population: bool


_Key = tuple[str, PastMeasure]


def past_measure(measure: str, plan_year: int) -> PastMeasure | None:
    """Return which past figure a delivered measure is: 2018年实际人口数, 2018年度参保人数, or `last_year`; else None.

    `plan_year`: that of the campaign. A population of another kind (常住人口, 户籍人口) is another figure.
    """
    if measure == _LAST_YEAR:
        return PastMeasure(plan_year - 1, is_population=False)
    match = _YEAR_MEASURE.fullmatch(fold(measure))
    return PastMeasure(int(match[1]), match[2] is not None) if match else None


def past_figures(
    snapshot: Mapping[str, Any], units: Mapping[str, str], persons: Iterable[Listed]
) -> tuple[PastFigures, ...]:
    """Return population and enrolled persons of each unit and past year that the pack asks for; () if for none.

    `units`: ids and names of the units shown, in order. A delivered figure counts; without it, that of the campaign of
    the year that the pack follows; without one, the enrolled persons are those of the list whose enrolment in that year
    was stated, if it was stated for any person of the unit.
    """
    years: Sequence[int] = snapshot["past"]["plan_years"]
    plan_year: int = snapshot["campaign"]["plan_year"]
    delivered = _delivered(snapshot["past"]["figures"], plan_year)
    followed = _followed(snapshot["past"].get("followed", ()))
    counted = _counted(persons, plan_year)
    figures = []
    for unit_id, name in units.items():
        for year in years:
            enrolled, population = (unit_id, PastMeasure(year, False)), (unit_id, PastMeasure(year, True))
            stated, source = _first(enrolled, delivered, followed)
            residents, residents_source = _first(population, delivered, followed)
            figures.append(
                PastFigures(
                    name,
                    year,
                    residents,
                    counted.get((name, year)) if stated is None else stated,
                    is_counted=stated is None and (name, year) in counted,
                    source=source,
                    population_source=residents_source,
                )
            )
    return tuple(figures)


def _delivered(rows: Iterable[Mapping[str, Any]], plan_year: int) -> dict[_Key, int]:
    """Map unit and measure to the figure that was delivered to the campaign of a plan year."""
    figures: dict[_Key, int] = {}
    # a figure that names its year counts before `last_year`, which is sorted after the digits
    for row in sorted(rows, key=lambda row: row["measure"], reverse=True):
        if (measure := past_measure(row["measure"], plan_year)) is not None and row["persons"] is not None:
            figures[row["unit_id"], measure] = row["persons"]
    return figures


def _followed(campaigns: Iterable[Mapping[str, Any]]) -> dict[_Key, tuple[int, str]]:
    """Map unit and measure to the figure of the campaigns before, and its pack code; the latest campaign counts first.

    A campaign's own enrolled persons count before what was delivered to it.
    """
    figures: dict[_Key, tuple[int, str]] = {}
    for campaign in campaigns:
        year, code = campaign["plan_year"], campaign["pack_code"]
        own = {(unit_id, PastMeasure(year, False)): persons for unit_id, persons in campaign["enrolled"].items()}
        for key, persons in {**_delivered(campaign["figures"], year), **own}.items():
            figures.setdefault(key, (persons, code))
    return figures


def _first(
    key: _Key, delivered: Mapping[_Key, int], followed: Mapping[_Key, tuple[int, str]]
) -> tuple[int | None, str]:
    """Return the figure that counts, and the pack code of the campaign before that it is from, '' if delivered."""
    return (delivered[key], "") if key in delivered else followed.get(key, (None, ""))


def _counted(persons: Iterable[Listed], plan_year: int) -> dict[tuple[str, int], int]:
    """Count the persons enrolled in each year by unit name; a unit and year without any statement is left out."""
    counts: dict[tuple[str, int], int] = {}
    for person in persons:
        for back, was_enrolled in enumerate(person.row.past_years, start=1):
            if was_enrolled is not None:
                key = person.unit_name, plan_year - back
                counts[key] = counts.get(key, 0) + was_enrolled
    return counts


def past_header(years: Sequence[int]) -> tuple[str, ...]:
    """Return the headings of the table of past years: the unit, then population and enrolled persons of each year."""
    return ("单位", *(heading for year in years for heading in (f"{year}年实际人口数", f"{year}年度参保人数")))


def past_rows(past: Iterable[PastFigures]) -> list[tuple[str, ...]]:
    """Return the texts of the table of past years, one row for each unit; a missing figure is 缺, and has no total."""
    units: dict[str, list[int | None]] = {}
    for figures in past:
        units.setdefault(figures.unit_name, []).extend((figures.population, figures.enrolled))
    rows = [(name, *map(_text, values)) for name, values in units.items()]
    if len(rows) > 1:
        totals = [_total(column) for column in zip(*units.values(), strict=True)]
        rows.append(("合计", *map(_text, totals)))
    return rows


def _text(figure: int | None) -> str:
    return NOT_DELIVERED if figure is None else f"{figure:,}"


def _total(column: Iterable[int | None]) -> int | None:
    figures = list(column)
    return None if None in figures else sum(figure or 0 for figure in figures)


def past_notes(
    past: Sequence[PastFigures],
    persons: Sequence[Listed],
    plan_year: int,
    senders: Mapping[str, str],
    followed: Iterable[Mapping[str, Any]] = (),
) -> tuple[str, ...]:
    """State in Chinese what the roster lacks: figures of past years, a history, the roll; and who has to deliver it.

    `senders`: kind of source -> office that the pack names for it; a kind without an office is left out. `followed`:
    campaigns before, of which a note names the source of their figures.
    """
    notes = []
    days = {row["pack_code"]: date_zh(date.fromisoformat(row["on"])) for row in followed}
    for year in dict.fromkeys(figures.plan_year for figures in past):
        of_year = [figures for figures in past if figures.plan_year == year]
        if names := [figures.unit_name for figures in of_year if figures.population is None]:
            notes.append(_missing(f"{year}年实际人口数", names, senders))
        if names := [figures.unit_name for figures in of_year if figures.enrolled is None]:
            notes.append(_missing(f"{year}年度参保人数", names, senders))
        for code in dict.fromkeys(figures.population_source for figures in of_year if figures.population_source):
            notes.append(f"{year}年实际人口数没有另行报送的，取自政策包{code}收到的数据。")
        for code in dict.fromkeys(figures.source for figures in of_year if figures.source):
            notes.append(f"{year}年度参保人数没有另行报送的，取自政策包{code}，核定到{days[code]}。")
        if any(figures.is_counted for figures in of_year):
            notes.append(f"{year}年度参保人数没有另行报送的，按本名册中载明当年参保的人数计，不含已死亡人员。")
    for back, year in enumerate((plan_year - 1, plan_year - 2)[: len({f.plan_year for f in past}) or 1]):
        if unknown := sum(person.row.past_years[back] is None for person in persons):
            deliverer = senders.get(ROLL if back == 0 else HISTORY) or senders.get(HISTORY)
            notes.append(f"{year}年度参保情况未载明的有{unknown:,}人，{_by(deliverer)}。")
    if not persons:
        notes.append(f"参保底册中没有本单位人员：底册未收到，或不含本单位，{_by(senders.get(ROLL))}。")
    return tuple(notes)


def _missing(measure: str, names: Sequence[str], senders: Mapping[str, str]) -> str:
    return f"缺{measure}（{len(names)}个单位：{'、'.join(names)}），{_by(senders.get(TARGETS))}，指标写“{measure}”。"


def _by(office: str | None) -> str:
    return f"由{office}报送" if office else "本地没有确定报送单位"
