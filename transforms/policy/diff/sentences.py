"""Describe the difference between two packs for officials: one Chinese sentence per entry that differs."""

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
from transforms.policy.words.subsidies import (
    GRANT_FIELDS,
    grant_change_zh,
    grant_zh,
    personal_change_zh,
    special_terms_zh,
)
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
    """Change of one entry. `rule_ids` are those of the old and new rule ('' where there is none).

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
    """Compare two packs (`old`, `new`): return every value that differs, and Chinese sentences about them, by topic.

    A `Comparison` has both as lists, `changes` and `sentences`; they are empty if the packs have equal content. A
    change has path, old and new value; a sentence has its topic, its text, the rule_ids and the changes that it
    describes.
    """
    changes = changes_between(old, new)
    words = _Words(old, new)
    sentences = [
        words.describe(entry, list(group)) for entry, group in groupby(changes, key=lambda change: change.entry)
    ]
    sentences.extend(words.consequences())
    order = [*dict.fromkeys(_TOPICS.values()), OTHER, CITATION]
    return Comparison(changes, tuple(sorted(sentences, key=lambda sentence: order.index(sentence.topic))))


class _Words:
    def __init__(self, old: Pack, new: Pack) -> None:
        self.old, self.new = old, new
        before, after = labels_in(old), labels_in(new)
        self.names = Names(after, before), Names(before, after)
        self.standards = _standard_fen(old), _standard_fen(new)

    def describe(self, entry: Entry, changes: list[Change]) -> Sentence:
        """Write the Chinese sentence about one entry of a pack and its changes (at least one)."""
        section = changes[0].section
        held = [change for change in changes if not change.is_citation]
        if not held and entry.kind != "changed":
            return self._sentence(CITATION, self._added_or_removed(entry, section), entry, changes)
        if not held:
            parts = "、".join(dict.fromkeys(field_label(change.field) for change in changes))
            return self._sentence(CITATION, f"{self._whole_subject(entry)}：只改{parts}", entry, changes)
        if changes[0].kind == "moved":
            listed = "、".join(subject_zh(item, entry.path, self.names[1]) for item in changes[0].new)
            return self._sentence(_topic(section), f"{section_label(section)}的先后次序改为：{listed}", entry, changes)
        if entry.kind != "changed":
            return self._sentence(_topic(section), self._added_or_removed(entry, section), entry, changes)
        if section == "subsidies":
            texts = self._subsidy(entry, held)
        else:
            texts = [self._phrase(change, entry) for change in held]
        return self._sentence(_topic(section), f"{self._whole_subject(entry)}：{'，'.join(texts)}", entry, changes)

    def consequences(self) -> Iterator[Sentence]:
        """Yield a Chinese sentence for each unchanged subsidy whose person pays another sum, as a price has changed."""
        years = self.old.campaign.plan_year, self.new.campaign.plan_year
        for before, after in match_entries(self.old.subsidies, self.new.subsidies, years):
            pair = self.old.subsidies[before], self.new.subsidies[after]
            entry = Entry(("subsidies", after), *pair)
            paid = self._personal(entry)
            if paid and grant_zh(pair[0], self.names[0]) == grant_zh(pair[1], self.names[1]):
                text = f"{self._whole_subject(entry)}：{grant_zh(pair[1], self.names[1])}不变，{paid}"
                yield self._sentence(_topic("subsidies"), text, entry, [])

    def _subsidy(self, entry: Entry, changes: list[Change]) -> list[str]:
        giving = [change for change in changes if change.path[2] in GRANT_FIELDS]
        texts = [self._phrase(change, entry) for change in changes if change not in giving]
        if giving:
            if grant_zh(entry.old, self.names[0]) == grant_zh(entry.new, self.names[1]):
                return [*(self._phrase(change, entry) for change in giving), *texts]
            paid = self._personal(entry)
            texts.insert(0, grant_change_zh(entry.old, entry.new, self.names) + (f"（{paid}）" if paid else ""))
        return texts

    def _personal(self, entry: Entry) -> str:
        old, new = (self._personal_fen(entry.old, 0), self._personal_fen(entry.new, 1))
        return personal_change_zh(old, new)

    def _personal_fen(self, subsidy: Subsidy, version: Literal[0, 1]) -> int | None:
        """Compute the person's share of the standard price of the old (0) or new (1) pack."""
        standard_fen = self.standards[version]
        return None if standard_fen is None else personal_share_fen(subsidy, standard_fen)

    def _phrase(self, change: Change, entry: Entry) -> str:
        inner = [part for part in change.path[len(entry.path) :] if isinstance(part, str)]
        subject = "·".join(field_label(part) if part.isascii() else f"“{part}”" for part in inner)
        subject = subject or section_label(change.section)
        field = change.field
        before, after = value_zh(change.old, field, self.names[0]), value_zh(change.new, field, self.names[1])
        if change.kind == "moved":
            return f"{subject}的先后次序改变"
        return f"{subject}由{shorten(before)}改为{shorten(after)}"

    def _added_or_removed(self, entry: Entry, section: str) -> str:
        is_new = entry.kind == "added"
        item, names = (entry.new, self.names[1]) if is_new else (entry.old, self.names[0])
        subject = subject_zh(item, entry.path, names)
        terms = self._grant(item, names, is_new) if section == "subsidies" else _terms(item, entry, names, subject)
        text = f"{'新增' if is_new else '取消'}{section_label(section)}"
        text += "" if subject.startswith(section_label(section)) else f"：{subject}"
        return f"{text}（{terms}）" if terms else text

    def _grant(self, subsidy: Subsidy, names: Names, is_new: bool) -> str:
        paid = self._personal_fen(subsidy, 1 if is_new else 0)
        own = f"个人缴纳{yuan_zh(paid)}" if paid is not None else ""
        return "，".join(text for text in (grant_zh(subsidy, names), own, special_terms_zh(subsidy, names)) if text)

    def _whole_subject(self, entry: Entry) -> str:
        item, names = (entry.old, self.names[0]) if entry.new is None else (entry.new, self.names[1])
        section = section_label(str(entry.path[0]))
        if len(entry.path) == 1:
            return section
        subject = subject_zh(item, entry.path, names)
        return subject if _topic(str(entry.path[0])) == "资助" else f"{section}·{subject}"

    def _sentence(self, topic: str, text: str, entry: Entry, changes: list[Change]) -> Sentence:
        ids = tuple(str(getattr(item, "rule_id", "") or "") for item in (entry.old, entry.new))
        return Sentence(topic, text, (ids[0], ids[1]), tuple(changes))


def _standard_fen(pack: Pack) -> int | None:
    try:
        return pack.standard.price.fen
    except LookupError:
        return None


def _terms(item: object, entry: Entry, names: Names, subject: str) -> str:
    if isinstance(item, BaseModel):
        return shorten(model_zh(item, names, subject))
    return shorten(value_zh(item, str(entry.path[-1]), names))


def _topic(section: str) -> str:
    return _TOPICS.get(section, OTHER)
