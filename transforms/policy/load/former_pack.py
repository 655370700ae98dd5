"""Check the pack that a pack follows: that it exists, is of the year before, and has units in common."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from transforms.policy.model.sections import Sections
from transforms.strict_yaml.problems import Finding
from transforms.strict_yaml.reader import read_tree

FILE_NAME = "pack.yaml"
_PLACE = ("campaign", "follows")


def former_errors(sections: Sections, folder: Path) -> Iterator[Finding]:
    """Yield an error if the pack that `campaign.follows` names cannot be the one before; nothing if it names none.

    `sections`: the sections of the pack that are present and valid; `folder`: its folder, next to which the other packs
    are. Of the named pack only its plan year, its units and the pack that it follows are read. A finding has its path
    in the pack, and texts in Chinese and English.
    """
    campaign = sections.get("campaign")
    if campaign is None or campaign.follows is None:
        return
    code, own_code = campaign.follows, folder.name
    if code == own_code:
        yield _finding("follows_itself", "不能是本政策包自己", "the pack before, not the pack itself")
        return
    content = _content(folder.parent, code)
    if content is None:
        yield _finding(
            "follows_unknown",
            f"{code} 应是已有的政策包：{folder.parent.name}/{code}/{FILE_NAME}",
            f"{code} is a pack: {folder.parent.name}/{code}/{FILE_NAME} can be read",
        )
        return
    if _leads_back(folder.parent, own_code, content):
        yield _finding("follows_cycle", f"{code} 又接续到 {own_code}，成了循环", f"{code} does not lead back here")
    plan_year = _part(content, "campaign").get("plan_year")
    if plan_year != campaign.plan_year - 1:
        yield _finding(
            "follows_year",
            f"应是{campaign.plan_year - 1}年度的政策包；{code} 的 plan_year 是 {plan_year}",
            f"a pack of plan year {campaign.plan_year - 1}; that of {code} is {plan_year}",
        )
    if "units" in sections and not _unit_ids(content) & {unit.unit_id for unit in sections["units"].children}:
        yield _finding(
            "follows_units",
            f"应是同一地方的政策包：与 {code} 至少有一个 unit_id 相同；同一单位两年用同一个 unit_id",
            f"a pack of the same place: it shares a unit_id with {code}; a unit keeps its unit_id over the years",
        )


def _finding(code: str, expected_zh: str, expected_en: str) -> Finding:
    return Finding(
        _PLACE,
        f"pack.{code}",
        expected_zh,
        "改为上年度的政策包代码；没有上年度政策包的，删去 follows",
        expected_en,
        "write the code of the pack of the year before, or delete follows if there is none",
    )


def _content(policies: Path, code: str) -> dict[Any, Any] | None:
    """Return the content of a pack's file as it is written; None if it cannot be read."""
    try:
        content = read_tree((policies / code / FILE_NAME).read_text(encoding="utf-8")).content
    except (OSError, UnicodeDecodeError):
        return None
    return content if isinstance(content, dict) else None


def _leads_back(policies: Path, own_code: str, content: dict[Any, Any]) -> bool:
    """Follow the packs before a pack; return whether one of them is the pack with the code `own_code`."""
    seen = set[object]()
    following: dict[Any, Any] | None = content
    while following is not None:
        code = _part(following, "campaign").get("follows")
        if code == own_code:
            return True
        if not isinstance(code, str) or code in seen:
            return False
        seen.add(code)
        following = _content(policies, code)
    return False


def _unit_ids(content: dict[Any, Any]) -> set[object]:
    children = _part(content, "units").get("children")
    rows = children if isinstance(children, tuple) else ()
    return {row.get("unit_id") for row in rows if isinstance(row, dict)}


def _part(content: dict[Any, Any], name: str) -> dict[Any, Any]:
    part = content.get(name)
    return part if isinstance(part, dict) else {}
