"""The sections of a made-up pack that decide nothing: cited, complete, and as small as they may be."""

from __future__ import annotations

from datetime import date
from typing import Any

Section = dict[str, Any]
UNITS = ("xx-b", "xx-a", "xx-c1")
SENDERS = ("civil_affairs", "veterans", "health")


def cited(suffix: str) -> Section:
    """The citation that each entry carries; the suffix makes the rule's identifier."""
    return {"rule_id": f"XX-01-{suffix}", "requirement_ids": ["XX-01"], "clause": "一", "quote": "编造的文字"}


def frame(pack_code: str, plan_year: int, start: date, categories: list[str]) -> Section:
    """Everything but the rules."""
    return {
        "pack_code": pack_code,
        "requirements": {"prefix": "XX", "count": 1},
        "notice": cited("notice") | {
            "title": f"{plan_year}年度编造的通知", "number": None, "issued_on": None, "issuers_zh": ["编造局"],
            "status": "in_force",
        },
        "goals": {"completion": None, "enrolment": None, "special": None},
        "units": cited("units") | {
            "root": {"unit_id": "xx-root", "name": "编造县"},
            "children": [{"unit_id": unit, "name": f"编造乡{place}"} for place, unit in enumerate(UNITS)],
        },
        "targets": [cited("targets") | {
            "table": "main", "set_by": "own", "is_measured": True, "status": "正式", "source": "编造的表",
            "printed_total": None, "rows": [{"unit_id": unit, "persons": 100} for unit in UNITS],
        }],
        "sources": _sources(start, categories),
        "recipients": [cited("recipient") | {"recipient": "bureau", "label_zh": "编造局"}],
        "publications": [cited("publication") | {
            "made_by": "product", "report": "progress", "cadence": "once", "starts_on": start, "ends_on": start,
            "recipients": ["bureau"],
        }],
        "basis": cited("basis") | {"documents": ["编造的文件"]},
    }  # fmt: skip


def _sources(start: date, categories: list[str]) -> list[Section]:
    """Every category is sent by someone."""
    labels = {place: categories[place :: len(SENDERS)] for place in range(len(SENDERS))}
    lists = [
        _source(name, "special_list", "full") | {"categories": {f"编造类{one}": one for one in labels[place]}}
        for place, name in enumerate(SENDERS) if labels[place]
    ]  # fmt: skip
    feed = _source("tax", "tax_feed", "feed") | {"feed_from": start, "feed_to": start}
    tables = [("roll", "roll"), ("employee", "employee"), ("targets", "target_table")]
    return [*lists, feed, *(_source(name, kind, "full") for name, kind in tables)]


def _source(name: str, kind: str, mode: str) -> Section:
    return cited(f"source_{name}") | {
        "source": name, "kind": kind, "sender_label": "编造局", "layout": name, "list_mode": mode,
    }  # fmt: skip
