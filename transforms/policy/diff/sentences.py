"""A difference in words: what changes for whom, one sentence per entry that differs, for officials."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from pydantic import BaseModel

from transforms.policy.diff.changes import Change, Entry, changes_between
from transforms.policy.diff.matching import match_entries
from transforms.policy.model.pack import Pack
from transforms.policy.model.subsidies import Subsidy
from transforms.policy.model.subsidy_amounts import personal_share_fen
from transforms.policy.words.labels import field_label, section_label
from transforms.policy.words.phrases import Names, labels_in, model_zh, shorten, subject_zh, value_zh
from transforms.policy.words.subsidies import GIVING, grant_change_zh, grant_zh, personal_change_zh, special_terms_zh
from transforms.text.figures import yuan_zh

OTHER = "其他"
CITATION = "依据"
_TOPICS = {
    "prices": "缴费标准", "tiers": "缴费标准", "funding": "缴费标准", "subsidies": "资助", "several": "资助",
    "combinations": "资助",
    "windows": "缴费期", "coverage": "待遇", "waiting": "待遇", "reward": "待遇", "targets": "任务", "units": "单位",
    "sources": "报送单位", "recipients": "报表", "publications": "报表", "categories": "人员类别",
}  # fmt: skip


@dataclass(frozen=True)
class Sentence:
    """What changes for one entry. `rule_ids` are those of the old and new rule ('' where there is none).

    `changes` is what the sentence speaks of; empty for a consequence: nothing of the entry differs, but what it means.
    """

    topic: str
    text: str
    rule_ids: tuple[str, str]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Comparison:
    """Everything that differs between two packs, as values and in words."""

    changes: tuple[Change, ...]
    sentences: tuple[Sentence, ...]


def compare_packs(old: Pack, new: Pack) -> Comparison:
    """What changes from the old to the new pack; both parts are empty if the packs have the same content."""
    changes = changes_between(old, new)
    words = _Words(old, new)
    said = [words.of(entry, list(group)) for entry, group in groupby(changes, key=lambda one: one.entry)]
    said.extend(words.consequences())
    order = [*dict.fromkeys(_TOPICS.values()), OTHER, CITATION]
    return Comparison(changes, tuple(sorted(said, key=lambda one: order.index(one.topic))))


class _Words:
    def __init__(self, old: Pack, new: Pack) -> None:
        self.old, self.new = old, new
        before, after = labels_in(old), labels_in(new)
        self.names = Names(after, before), Names(before, after)
        self.standards = _standard_fen(old), _standard_fen(new)

    def of(self, entry: Entry, changes: list[Change]) -> Sentence:
        """The sentence about one entry."""
        section = changes[0].section
        held = [change for change in changes if not change.is_citation]
        if not held and entry.kind != "changed":
            return self._sentence(CITATION, self._came_or_went(entry, section), entry, changes)
        if not held:
            parts = "、".join(dict.fromkeys(field_label(change.field) for change in changes))
            return self._sentence(CITATION, f"{self._whole_subject(entry)}：只改{parts}", entry, changes)
        if changes[0].kind == "moved":
            listed = "、".join(subject_zh(one, entry.path, self.names[1]) for one in changes[0].new)
            return self._sentence(_topic(section), f"{section_label(section)}的先后次序改为：{listed}", entry, changes)
        if entry.kind != "changed":
            return self._sentence(_topic(section), self._came_or_went(entry, section), entry, changes)
        said = self._subsidy(entry, held) if section == "subsidies" else [self._phrase(one, entry) for one in held]
        return self._sentence(_topic(section), f"{self._whole_subject(entry)}：{'，'.join(said)}", entry, changes)

    def consequences(self) -> Iterator[Sentence]:
        """Subsidies that stay as they are while the standard changes: the person pays another sum."""
        years = self.old.campaign.plan_year, self.new.campaign.plan_year
        for before, after in match_entries(self.old.subsidies, self.new.subsidies, years):
            pair = self.old.subsidies[before], self.new.subsidies[after]
            entry = Entry(("subsidies", after), *pair)
            paid = self._personal(entry)
            if paid and grant_zh(pair[0], self.names[0]) == grant_zh(pair[1], self.names[1]):
                text = f"{self._whole_subject(entry)}：{grant_zh(pair[1], self.names[1])}不变，{paid}"
                yield self._sentence(_topic("subsidies"), text, entry, [])

    def _subsidy(self, entry: Entry, changes: list[Change]) -> list[str]:
        giving = [change for change in changes if change.path[2] in GIVING]
        said = [self._phrase(change, entry) for change in changes if change not in giving]
        if giving:
            if grant_zh(entry.old, self.names[0]) == grant_zh(entry.new, self.names[1]):
                return [*(self._phrase(change, entry) for change in giving), *said]
            paid = self._personal(entry)
            said.insert(0, grant_change_zh(entry.old, entry.new, self.names) + (f"（{paid}）" if paid else ""))
        return said

    def _personal(self, entry: Entry) -> str:
        old, new = (self._personal_fen(entry.old, 0), self._personal_fen(entry.new, 1))
        return personal_change_zh(old, new)

    def _personal_fen(self, subsidy: Subsidy, version: Literal[0, 1]) -> int | None:
        """The person's share of the standard of the old (0) or new (1) pack."""
        standard_fen = self.standards[version]
        return None if standard_fen is None else personal_share_fen(subsidy, standard_fen)

    def _phrase(self, change: Change, entry: Entry) -> str:
        inner = [part for part in change.path[len(entry.path) :] if isinstance(part, str)]
        what = "·".join(field_label(part) if part.isascii() else f"“{part}”" for part in inner)
        what = what or section_label(change.section)
        field = change.field
        before, after = value_zh(change.old, field, self.names[0]), value_zh(change.new, field, self.names[1])
        if change.kind == "moved":
            return f"{what}的先后次序改变"
        return f"{what}由{shorten(before)}改为{shorten(after)}"

    def _came_or_went(self, entry: Entry, section: str) -> str:
        is_new = entry.kind == "added"
        one, names = (entry.new, self.names[1]) if is_new else (entry.old, self.names[0])
        subject = subject_zh(one, entry.path, names)
        terms = self._gift(one, names, is_new) if section == "subsidies" else _terms(one, entry, names, subject)
        said = f"{'新增' if is_new else '取消'}{section_label(section)}"
        said += "" if subject.startswith(section_label(section)) else f"：{subject}"
        return f"{said}（{terms}）" if terms else said

    def _gift(self, subsidy: Subsidy, names: Names, is_new: bool) -> str:
        paid = self._personal_fen(subsidy, 1 if is_new else 0)
        own = f"个人缴纳{yuan_zh(paid)}" if paid is not None else ""
        return "，".join(one for one in (grant_zh(subsidy, names), own, special_terms_zh(subsidy, names)) if one)

    def _whole_subject(self, entry: Entry) -> str:
        one, names = (entry.old, self.names[0]) if entry.new is None else (entry.new, self.names[1])
        section = section_label(str(entry.path[0]))
        if len(entry.path) == 1:
            return section
        subject = subject_zh(one, entry.path, names)
        return subject if _topic(str(entry.path[0])) == "资助" else f"{section}·{subject}"

    def _sentence(self, topic: str, text: str, entry: Entry, changes: list[Change]) -> Sentence:
        ids = tuple(str(getattr(one, "rule_id", "") or "") for one in (entry.old, entry.new))
        return Sentence(topic, text, (ids[0], ids[1]), tuple(changes))


def _standard_fen(pack: Pack) -> int | None:
    try:
        return pack.standard.price.fen
    except LookupError:
        return None


def _terms(one: object, entry: Entry, names: Names, subject: str) -> str:
    if isinstance(one, BaseModel):
        return shorten(model_zh(one, names, subject))
    return shorten(value_zh(one, str(entry.path[-1]), names))


def _topic(section: str) -> str:
    return _TOPICS.get(section, OTHER)
