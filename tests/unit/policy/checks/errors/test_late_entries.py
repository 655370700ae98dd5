"""Each word of a reason has one meaning, and a source of late entries needs a notice that lists every reason."""

from __future__ import annotations

from tests.support.packs.changed_packs import POLICIES
from transforms.policy import load_pack
from transforms.policy.checks.errors.late_entries import sources_have_a_list, words_are_distinct

PACK = load_pack(POLICIES / "dongan-2020")
LISTED, OPEN = PACK.mid_year


def test_the_packs_list_has_no_fault() -> None:
    assert [entry.list_is_open for entry in PACK.mid_year] == [False, True]
    assert list(words_are_distinct(PACK.mid_year)) == list(sources_have_a_list(PACK.sources, PACK.mid_year)) == []


def test_a_word_with_two_meanings_is_refused() -> None:
    twice = LISTED.model_copy(update={"reasons": {"moved_in": ("迁入",), "released": ("刑满", "迁 入")}})
    findings = list(words_are_distinct((twice, OPEN)))
    assert [(finding.path, finding.code) for finding in findings] == [
        (("mid_year", 0, "reasons", "released"), "pack.late_reason_twice")
    ]
    assert list(words_are_distinct((twice.model_copy(update={"list_is_open": True}),))) == []


def test_a_source_without_a_complete_list_of_reasons_is_refused() -> None:
    place = [source.source for source in PACK.sources].index("late_entry")
    for mid_year in ((), (OPEN,)):
        findings = list(sources_have_a_list(PACK.sources, mid_year))
        assert [(finding.path, finding.code) for finding in findings] == [
            (("sources", place, "kind"), "pack.late_entry_without_list")
        ]
