"""Warnings that an officer has looked at and that are right: which, where, and why the notice really says so.

They change no result, so they are no part of a pack's version: adding one forces no re-assessment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any

from pydantic import Field

from transforms.policy.model.base import Strict, Text
from transforms.policy.model.walk import Path, parts_of
from transforms.strict_yaml.problems import Finding, build_warning

SECTION = "acknowledged"
UNUSED_ACKNOWLEDGEMENT = "doubt.acknowledged_nothing"
_NAMES = ("rule_id", "unit_id")  # what tells the entries of a list apart and stays when the list grows


class Acknowledgement(Strict):
    """One warning of `campaign policy check` that was looked at: `check` lists it apart, and `--strict` lets it pass.

    One that fits no warning any more is a warning itself.
    """

    warning: Annotated[str, Field(pattern=r"^doubt\.[a-z_]+$")] = Field(
        description="The code of the warning, as `check` prints it."
    )
    where: Text = Field(description="The place of the warning, as `check` prints it.")
    reason_zh: Annotated[str, Field(min_length=4, pattern=r"[一-鿿]")] = Field(
        description="Why it is right as it stands, in the officer's words."
    )


def stable_place(sections: Mapping[str, Any], path: Path) -> str:
    """The dotted place of a value; an entry of a list is told by its rule_id or unit_id, else by its number from 0."""
    said: list[str] = []
    value: object = sections
    for part in path:
        value = dict(parts_of(value)).get(part)
        name = next((getattr(value, one) for one in _NAMES if hasattr(value, one)), part)
        said.append(str(name if isinstance(part, int) else part))
    return ".".join(said) or "."


def mark_acknowledged(findings: list[Finding], sections: Mapping[str, Any], is_whole: bool) -> list[Finding]:
    """The findings, the acknowledged ones with their reason in place of the advice; then what acknowledges nothing.

    `is_whole`: every section could be read. Else some warnings wait, and no acknowledgement is called idle.
    """
    known: tuple[Acknowledgement, ...] = sections.get(SECTION, ())
    reasons = {(one.warning, one.where): one.reason_zh for one in reversed(known)}
    places = [(one, (one.code, stable_place(sections, one.path))) for one in findings]
    found = [_acknowledged(one, reasons[place]) if place in reasons else one for one, place in places]
    return found + list(_idle(known, {place for _, place in places})) if is_whole else found


def _acknowledged(finding: Finding, reason_zh: str) -> Finding:
    return replace(finding, fix_zh=reason_zh, fix_en=reason_zh, severity="acknowledged")


def _idle(known: tuple[Acknowledgement, ...], places: set[tuple[str, str]]) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for index, one in enumerate(known):
        place = (one.warning, one.where)
        if place in seen:
            yield build_warning(
                (SECTION, index), UNUSED_ACKNOWLEDGEMENT,
                f"{one.where} 的提醒 {one.warning} 前面已经确认过", "删除这一项",
                f"the warning {one.warning} at {one.where} is acknowledged before", "delete this entry",
            )  # fmt: skip
        elif place not in places:
            yield build_warning(
                (SECTION, index), UNUSED_ACKNOWLEDGEMENT, f"{one.where} 已没有提醒 {one.warning}，这项确认没有用处",
                "删除这一项；还有这个提醒的，照 check 打印的位置改 where",
                f"there is no warning {one.warning} at {one.where}: nothing is acknowledged",
                "delete this entry; if the warning is still there, write where as check prints it",
            )  # fmt: skip
        seen.add(place)
