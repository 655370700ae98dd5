"""Write which demand of a notice has which report, on which days and for which offices: a table in two pages.

`make docs` writes it between the marks in docs/reference/reports.md and reports.zh.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal, NamedTuple

from transforms.policy import Pack, load_pack
from transforms.policy.model.schedule import Publication, Recipient
from transforms.policy.model.slots import slots_of
from transforms.text.labels import cadence_label, report_label

Language = Literal["en", "zh"]
ROOT = Path(__file__).resolve().parents[3]
PAGES: dict[Language, Path] = {
    "en": ROOT / "docs" / "reference" / "reports.md",
    "zh": ROOT / "docs" / "reference" / "reports.zh.md",
}
BEGIN, END = "<!-- written by `make docs` from the packs -->\n", "<!-- end of the table -->\n"
MOST_DAYS = 6
"""Of more due days the first and the last are written, and how many there are."""


class Words(NamedTuple):
    """Texts of the table in one language."""

    header: str
    by_people: str
    days: str
    each_unit: str
    one_unit: str
    figures: dict[str, str]
    between: str


WORDS: dict[Language, Words] = {
    "en": Words(
        "| demand | in the notice | report | due | recipients |",
        "made by people: {reason}",
        "{first} to {last}, {number} times",
        "each of {number} units alone",
        "its unit alone",
        {"enrolment": "persons", "special_populations": "special populations", "money": "money"},
        ", ",
    ),
    "zh": Words(
        "| 要求 | 通知原文 | 报表 | 报送日 | 接收单位 |",
        "由人工编制：{reason}",
        "{first} 至 {last}，共{number}次",
        "{number}个地区各一份",
        "只有本地区",
        {"enrolment": "参保人数", "special_populations": "特殊人群", "money": "资金"},
        "、",
    ),
}


def render(packs: Iterable[Pack], language: Language) -> str:
    """Return the table in Markdown: one row for each series of the packs, in their order.

    `language`: `en` names reports and recipients by their codes, `zh` by their labels.
    """
    lines = [WORDS[language].header, "|---|---|---|---|---|"]
    lines += [_row(pack, series, language) for pack in packs for series in pack.publications]
    return "\n".join(lines) + "\n"


def _row(pack: Pack, series: Publication, language: Language) -> str:
    words = WORDS[language]
    entries = {entry.recipient: entry for entry in pack.recipients}
    report = f"`{series.report}`, {series.cadence}"
    if language == "zh":
        report = f"{report_label(series.report)}（`{series.report}`），{cadence_label(series.cadence)}"
    recipients = words.between.join(_recipient(pack, series, entries[code], language) for code in series.recipients)
    quote = series.quote.replace("|", chr(92) + "|")
    numbers = words.between.join(series.requirement_ids)
    return f"| {numbers} | {quote} | {report} | {_due(series, words)} | {recipients} |"


def _recipient(pack: Pack, series: Publication, entry: Recipient, language: Language) -> str:
    """Name a recipient, with the part that it gets in brackets if it does not get the whole report."""
    words = WORDS[language]
    part = []
    if series.content == "own" and entry.own_units:
        number = len(pack.units.children) if entry.own_units == "each" else len(entry.own_units)
        part.append(words.one_unit if number == 1 else words.each_unit.format(number=number))
    if series.content == "own" and entry.own_figures:
        part.append(words.between.join(words.figures[name] for name in entry.own_figures))
    if series.content == "own" and entry.own_payers:
        labels = {payer.payer: payer.label_zh for payer in pack.payers}
        part += [labels[code] if language == "zh" else code for code in entry.own_payers]
    text = words.between.join(part)
    if language == "zh":
        return entry.label_zh + (f"（{text}）" if text else "")
    return f"`{entry.recipient}`" + (f" ({text})" if text else "")


def _due(series: Publication, words: Words) -> str:
    """List the due days; of many, the first and the last with their number."""
    days = [slot.due_on.isoformat() for slot in slots_of(series)]
    if not days:
        return words.by_people.format(reason=series.reason)
    if len(days) <= MOST_DAYS:
        return words.between.join(days)
    return words.days.format(first=days[0], last=days[-1], number=len(days))


def with_table(page: str, table: str) -> str:
    """Return the page with the table between its marks. Raises ValueError for a page without them."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page has no {BEGIN!r} followed by {END!r}")
    return f"{before}{BEGIN}\n{table}\n{END}{after}"


def packs_of_repository() -> list[Pack]:
    """Load every pack of `policies/`, in the order of the notices' dates of collection and their codes."""
    packs = [load_pack(path.parent) for path in sorted((ROOT / "policies").glob("*/pack.yaml"))]
    return sorted(packs, key=lambda pack: (pack.starts_on, pack.pack_code))


if __name__ == "__main__":
    loaded = packs_of_repository()
    for name, file in PAGES.items():
        file.write_text(with_table(file.read_text(encoding="utf-8"), render(loaded, name)), encoding="utf-8")
