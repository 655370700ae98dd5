"""Checks of publications: the product can make every report that a pack names as `made_by: product`."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.policy.model.appraisal import Appraisal
from transforms.policy.model.known_reports import KNOWN_REPORTS, PERSON_LISTS
from transforms.policy.model.schedule import Publication
from transforms.strict_yaml.problems import Finding

APPRAISAL = "appraisal"


def reports_are_made(publications: tuple[Publication, ...]) -> Iterator[Finding]:
    """Yield an error for each publication with `made_by: product` whose report the product cannot make.

    The publication would fail on its due day. The argument is a section of the pack. A finding states the place in the
    pack, the fault and the remedy, in Chinese and English.
    """
    known = "、".join(sorted(KNOWN_REPORTS))
    for place, publication in enumerate(publications):
        if publication.made_by == "product" and publication.report not in KNOWN_REPORTS:
            yield Finding(
                ("publications", place, "report"),
                "pack.unknown_report",
                f"系统不编制报表 {publication.report}，能编制的有：{known}",
                "改正报表代码；由人工编制的，将 made_by 改为 human，并写明 reason",
                f"a report that the product makes: {', '.join(sorted(KNOWN_REPORTS))}",
                "correct the code, or set made_by to human, with a reason, for a report that people make",
            )


def appraisals_have_a_formula(publications: tuple[Publication, ...], appraisal: Appraisal | None) -> Iterator[Finding]:
    """Yield an error for each appraisal that the product shall make of a pack without a formula (`appraisal`).

    The publication would fail on its due day. The arguments are sections of the pack. A finding states the place in
    the pack, the fault and the remedy, in Chinese and English.
    """
    for place, publication in enumerate(publications):
        if appraisal is None and publication.made_by == "product" and publication.report == APPRAISAL:
            yield Finding(
                ("publications", place, "report"),
                "pack.no_formula",
                "没有考核办法，系统不能编制考核结果",
                "在 appraisal 写明考核项目、分值和经费；由人工编制的，将 made_by 改为 human，并写明 reason",
                "a section `appraisal` with the formula of an appraisal that the product makes",
                "write the section, or set made_by to human, with a reason, for an appraisal that people make",
            )


def lists_are_own(publications: tuple[Publication, ...]) -> Iterator[Finding]:
    """Yield an error for each list of persons that would be equal for all of its recipients (`content: same`).

    The argument is a section of the pack. A finding states the place in the pack, the fault and the remedy, in Chinese
    and English.
    """
    for place, publication in enumerate(publications):
        if publication.report in PERSON_LISTS and publication.made_by == "product" and publication.content != "own":
            yield Finding(
                ("publications", place, "content"),
                "pack.list_for_all",
                f"{publication.report} 逐人列名，不得对各接收单位内容相同",
                "写 content: own，并在 recipients 给只看本地区的单位写 own_units",
                f"{publication.report} names persons, so `content: own`",
                "write content: own, and own_units for each recipient that may see its own units alone",
            )
