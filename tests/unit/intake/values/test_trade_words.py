"""Batches, measures and sources in words of the trade are shown as written; a name among them is not."""

from __future__ import annotations

import pytest

from transforms.intake.values.trade_words import is_known_batch, is_known_measure, is_known_source

PLACES = ("甲镇", "东安县", "永州市", "白牙市镇")
SOURCES = [
    "县政府文件",
    "市下达",
    "统计公报",
    "任务分配表",
    "县政府",
    "文件",
    "东安县医保局",
    "白牙市镇人民政府",
    "县政办发〔2019〕15号",
    "附件1 参保缴费目标任务分解表",
    "附件3 参保缴费任务分配表（预下达）",
    "文中无任务表，以省、市下达为准",
    "上年度参保人数，文中未印，由医保局导入",
    "《关于做好2020年度城乡居民基本医疗保险参保缴费工作的通知》",
    "2019年12月底参保人数",
    "公安年报",
]


@pytest.mark.parametrize("text", SOURCES)
def test_offices_and_documents_are_known(text: str) -> None:
    assert is_known_source(text, PLACES)


BATCHES = ["第一批", "2020年第2批次", "第一批、第二批", "1", "2019-12", "特困人员补充请款", "城乡低保对象第3批"]
MEASURES = ["常住人口", "户籍人口", "参保任务数", "上年度参保人数", "应参保人数", "2019年末户籍人口"]


@pytest.mark.parametrize("text", BATCHES)
def test_batches_are_known(text: str) -> None:
    assert is_known_batch(text)


@pytest.mark.parametrize("text", MEASURES)
def test_measures_are_known(text: str) -> None:
    assert is_known_measure(text)


@pytest.mark.parametrize("text", ["张三", "漏查一丁", "第一批漏查一丁", "县政府李四提供", "4311X", "ABC", ""])
def test_a_name_is_not(text: str) -> None:
    assert not is_known_batch(text) and not is_known_measure(text) and not is_known_source(text, PLACES)


@pytest.mark.parametrize(
    "text", ["120 0000 0001", "120-0000-0001", "第1批2000000001", "一二〇〇〇〇〇〇〇〇一", "1" * 17]
)
def test_digits_that_may_be_a_telephone_or_a_document_are_not(text: str) -> None:
    assert not is_known_batch(text) and not is_known_measure(text) and not is_known_source(text, PLACES)


def test_a_place_is_known_where_it_is_one() -> None:
    assert is_known_source("东安县统计局", PLACES) and not is_known_source("宁远县统计局", PLACES)
