"""Apply the acknowledgements of a pack to its warnings, and warn of acknowledgements that fit no warning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from transforms.policy.model.acknowledged import SECTION, UNUSED_ACKNOWLEDGEMENT, Acknowledgement
from transforms.policy.model.base import Rule
from transforms.policy.model.places import TargetRow, Unit
from transforms.policy.model.sections import Sections
from transforms.policy.model.walk import Path, parts_of
from transforms.strict_yaml.problems import Finding, build_warning


def stable_place(sections: Sections, path: Path) -> str:
    """Format a path in the pack as a dotted place that stays right when a list grows: `subsidies.AB-01.amount_fen`.

    `path`: keys and positions from the root of the pack. An entry of a list is named by its rule_id or unit_id, else by
    its position from 0. The empty path is `.`.
    """
    parts: list[str] = []
    value: object = sections
    for part in path:
        value = dict(parts_of(value)).get(part)
        parts.append(_identifier(value) or str(part) if isinstance(part, int) else str(part))
    return ".".join(parts) or "."


def _identifier(entry: object) -> str | None:
    if isinstance(entry, Rule):
        return entry.rule_id
    return entry.unit_id if isinstance(entry, Unit | TargetRow) else None


def mark_acknowledged(findings: list[Finding], sections: Sections, is_complete: bool) -> list[Finding]:
    """Return the warnings; those that the pack acknowledges get severity `acknowledged`, and its reason as advice.

    `findings`: the warnings about the pack with these `sections`; the list is not changed, a new one is returned. If
    `is_complete` (all sections could be read), the new list ends with a warning for each acknowledgement that fits no
    warning. Otherwise some checks did not run, and an acknowledgement may belong to one of them. A finding states the
    place in the pack, the fault and the advice, in Chinese and English, and its severity.
    """
    acknowledgements = sections.get("acknowledged", ())
    reasons = {(entry.warning, entry.where): entry.reason_zh for entry in reversed(acknowledgements)}
    placed = [(finding, (finding.code, stable_place(sections, finding.path))) for finding in findings]
    marked = [_with_reason(finding, reasons[key]) if key in reasons else finding for finding, key in placed]
    return marked + list(_unused(acknowledgements, {key for _, key in placed})) if is_complete else marked


def _with_reason(finding: Finding, reason_zh: str) -> Finding:
    return replace(finding, fix_zh=reason_zh, fix_en=reason_zh, severity="acknowledged")


def _unused(acknowledgements: tuple[Acknowledgement, ...], warnings: set[tuple[str, str]]) -> Iterator[Finding]:
    repeated: set[tuple[str, str]] = set()
    for index, entry in enumerate(acknowledgements):
        key = (entry.warning, entry.where)
        if key in repeated:
            yield build_warning(
                (SECTION, index),
                UNUSED_ACKNOWLEDGEMENT,
                f"{entry.where} 的提醒 {entry.warning} 前面已经确认过",
                "删除这一项",
                f"the warning {entry.warning} at {entry.where} is acknowledged before",
                "delete this entry",
            )
        elif key not in warnings:
            yield build_warning(
                (SECTION, index),
                UNUSED_ACKNOWLEDGEMENT,
                f"{entry.where} 已没有提醒 {entry.warning}，这项确认没有用处",
                "删除这一项；还有这个提醒的，照 check 打印的位置改 where",
                f"there is no warning {entry.warning} at {entry.where}: nothing is acknowledged",
                "delete this entry; if the warning is still there, write where as check prints it",
            )
        repeated.add(key)
