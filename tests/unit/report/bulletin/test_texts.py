"""The sentences of a bulletin."""

from __future__ import annotations

import pytest

from tests.support.reports.sample_bulletin import MISSING, NOTHING_OPEN, of_towns, sample
from transforms.report.bulletin import texts
from transforms.text.ratio import percent_of_goal


def test_the_overview_states_persons_rates_increment_and_money() -> None:
    persons, money = texts.overview(sample())
    assert persons == (
        "截至2019年10月31日，试点县已参保1,952人，目标任务2,000人，完成率97.25%，距98.00%还差15人；"
        "本期（2019年10月1日至2019年10月31日）新增60人。"
    )
    assert money == "资金：个人缴费到账488,000.00元，财政资助0.00元，救助资金资助0.00元。"


def test_an_enrolment_rate_is_stated_with_its_denominator() -> None:
    content = of_towns({"甲": (100, 98)}, enrolment_denominator="target")
    assert "，参保率98.00%（分母：target）；" in texts.overview(content)[0]


def test_the_table_has_the_enrolment_rate_where_the_notice_names_its_denominator() -> None:
    content = of_towns({"甲": (100, 98)}, enrolment_denominator="target")
    assert texts.header(content)[5:] == ("完成率", "参保率", "还差（人）")
    assert texts.table_rows(content)[0][5:] == ("98.00%", "98.00%", "0")
    without = of_towns({"甲": (100, 98)}, enrolment_denominator=None)
    assert texts.header(without)[5:] == ("完成率", "还差（人）") and len(texts.table_rows(without)[0]) == 7


@pytest.mark.parametrize(
    ("enrolled", "target", "printed"),
    [
        (98, 100, "98.00%"),
        (97_996, 100_000, "97.996%"),  # not 98.00%, which it misses
        (97_994, 100_000, "97.99%"),
        (97_999_999, 100_000_000, "97.999%"),
        (979_999, 1_000_000, "97.999%"),
        (1, 3, "33.33%"),
    ],
)
def test_a_rate_that_misses_the_goal_is_not_printed_as_the_goal(enrolled: int, target: int, printed: str) -> None:
    content = of_towns({"甲": (target, enrolled), "乙": (100, 98)})
    (unit,) = (unit for unit in content.units if unit.line.label == "甲")
    assert percent_of_goal(unit.line.completion, content.goal_bp) == printed
    (row,) = (row for row in texts.table_rows(content) if row[1] == "甲")
    assert row[5] == printed
    named = "".join((texts.praise(content), *texts.behind(content)))
    assert (f"甲（{printed}）" in named) == (printed == "98.00%") and (f"甲：完成率{printed}" in named) == (
        printed != "98.00%"
    )


def test_the_title_names_a_correction() -> None:
    title = "关于试点县2020年度城乡居民基本医疗保险参保缴费情况的通报"
    assert texts.title(sample()) == title
    assert texts.title(of_towns({"甲": (1, 1)}, correction_no=2)) == f"{title}（更正第2号）"


def test_the_praise_states_its_rule() -> None:
    assert texts.praise(sample()) == "对完成率达到98.00%的下列1个单位予以表扬：甲镇（99.00%）。"
    above = texts.praise(of_towns({"甲": (100, 90), "乙": (100, 80)}))
    assert above == "没有单位完成率达到98.00%。对完成率高于总完成率85.00%的下列1个单位予以表扬：甲（90.00%）。"
    nobody = texts.praise(of_towns({"甲": (100, 0), "乙": (100, 0)}))
    assert nobody == "没有单位完成率达到98.00%，也没有单位高于总完成率0.00%，本期不表扬。"


def test_units_behind_are_named_with_the_persons_that_they_lack() -> None:
    assert texts.behind(sample()) == (
        "下列3个单位完成率未达到98.00%且居后（率相同的一并列出）：",
        "丁乡：完成率95.00%，第3名，距98.00%还差6人。",
        "丙乡：完成率95.00%，第3名，距98.00%还差9人。",
        "乙镇：完成率96.00%，第2名，距98.00%还差10人。",
        "请上述单位查找原因，落实措施，加快参保缴费进度。",
    )
    assert texts.behind(of_towns({"甲": (100, 98)})) == ("没有未达到98.00%而需点名的单位。",)


def test_without_targets_nobody_is_ranked_praised_or_named() -> None:
    content = of_towns({"甲": (None, 5)})
    assert texts.praise(content) == texts.NO_TARGETS and texts.behind(content) == (texts.NO_TARGETS,)
    assert texts.table_rows(content) == (
        ("—", "甲", "—", "5", "0", "—", "—", "—"),
        ("—", "合计", "—", "5", "0", "—", "—", "—"),
    )
    assert "完成率" not in texts.overview(content)[0]


def test_gaps_name_senders_held_deliveries_and_quarantined_rows() -> None:
    delivery = {
        "source": "tax", "sender": "县税务局", "period": "2019-10-07", "version": 1, "delivered_on": "2019-10-08",
        "state": "held", "reasons_zh": "合计不符",
    }  # fmt: skip
    rows = {"source": "roll", "sender": "县医保局", "reason_code": "x", "quarantined_rows": 12, "reason_zh": "x"}
    lines = texts.gap_lines({"missing": MISSING, "deliveries": [delivery], "quarantine": [rows]})  # type: ignore[list-item]
    assert lines == (
        "县民政局（民政）：变动名册2批尚未报送（2019-09至2019-10），最早一批应于2019年10月8日前报送。",
        "县税务局（2019-10-07，2019-10-08送达）整份暂存，待经办机构核定：合计不符。",
        "县医保局：12行（次）数据有误，已隔离，待更正后重报。",
    )
    assert texts.gap_lines(NOTHING_OPEN) == (texts.COMPLETE,)


def test_explanations_begin_with_day_and_version_then_the_gaps_then_the_notes_of_the_progress_report() -> None:
    content = sample()
    first, *others = texts.explanations(content)
    assert first == "数据截至2019年10月31日（到账口径）；政策包shidian-2020，版本0123456789ab。"
    assert tuple(others) == (*content.gaps, texts.TOTAL_IS_NO_SUM, *content.progress.notes) and content.progress.notes


def test_the_total_is_explained_only_where_it_is_no_sum() -> None:
    for towns, is_explained in (
        ({"甲": (100, 90), "乙": (100, 80)}, False),
        ({"甲": (100, 110), "乙": (100, 80)}, True),
        ({"甲": (100, 100)}, False),
    ):
        assert (texts.TOTAL_IS_NO_SUM in texts.explanations(of_towns(towns))) == is_explained
