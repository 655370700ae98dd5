"""Every code that officials read has Chinese words; a code without words is shown as it is."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from transforms.intake.layouts.model import ListMode
from transforms.text import labels

PACK = {"poor": "特困人员", "county": "县财政"}


@pytest.mark.parametrize(
    "words",
    [
        labels.LIST_MODE_WORDS,
        labels.LIST_MODE_LABELS,
        labels.STATE_LABELS,
        labels.INEFFECTIVE_LABELS,
        labels.KIND_LABELS,
        labels.SOURCE_LABELS,
        labels.SETTER_LABELS,
        labels.CADENCE_LABELS,
        labels.STATUS_LABELS,
        labels.ACCOUNT_LABELS,
        labels.REWIND_REASON_LABELS,
    ],
)
def test_words_are_chinese_and_differ(words: dict[str, str]) -> None:
    assert all(re.search("[\u4e00-\u9fff]", word) for word in words.values())
    assert len(set(words.values())) == len(words)


def test_every_list_mode_has_a_word_and_a_noun() -> None:
    assert set(labels.LIST_MODE_WORDS) == set(labels.LIST_MODE_LABELS) == set(get_args(ListMode))
    assert labels.LIST_MODE_OPTIONS == "full 全量 / change 变动 / feed 流水"
    assert labels.list_mode_label("full") == "全量名册"


def test_a_code_without_words_is_shown_as_it_is() -> None:
    for label in (labels.list_mode_label, labels.state_label, labels.cadence_label, labels.status_label):
        assert label("no_such_code") == "no_such_code"


def test_a_category_is_shown_in_the_packs_words_and_an_unknown_one_in_the_senders() -> None:
    assert labels.category_label("poor", PACK) == "特困人员"
    assert labels.category_label("ordinary", {}) == "一般居民"
    assert labels.category_label("unknown:2", PACK) == "未登记类别2号"
    assert labels.category_label("unknown:某人", PACK) == "未登记类别"
    codes = {"unknown:某人": "unknown:", "unknown:2": "unknown:2", "poor": "poor"}
    assert {code: labels.shown_category(code) for code in codes} == codes
    assert labels.category_label("other", PACK) == "other"


def test_the_empty_payer_is_the_person() -> None:
    assert labels.payer_label("", PACK) == "个人"
    assert labels.payer_label("county", PACK) == "县财政" and labels.payer_label("city", PACK) == "city"


def test_accounts_that_wait_are_accounts() -> None:
    assert set(labels.WAITING_ACCOUNTS) == set(labels.ACCOUNT_LABELS) - {"received_fen"}
    assert labels.plan_year_label(2020) == "2020参保年度"


def test_a_status_of_a_notice_is_worded_alike_everywhere() -> None:
    assert {labels.status_label(code) for code in labels.NOTICE_STATUS_LABELS} == set(
        labels.NOTICE_STATUS_LABELS.values()
    )
    assert labels.state_label("held") == "整份暂存，待经办机构核定"
