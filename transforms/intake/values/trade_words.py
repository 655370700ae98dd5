"""Texts that reports and marts show as a sender wrote them: only those that consist of words of the trade alone.

A sender may have typed anything into such a cell, a name among it: the batch of a claim, the source and the measure of
a target. Any other text is replaced by a word of ours (`transforms/intake/gate/kinds/shown_words.py`).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from transforms.text.folding import fold
from transforms.text.vocabulary import Vocabulary

OTHER_BATCH = "其他批次"
OTHER_SOURCE = "其他来源"
OTHER_MEASURE = "未登记指标"
_SIGNS = '0123456789一二三四五六七八九十百〇零《》<>“”"()[]、,.。;:-—_/+'
_TIMES = (
    "第|上年度|年度|年|季度|月份|月|日|上半|下半|年初|年底|年末|月底|月末|至|截至|截止|上年|本年|当年|去年|"
    "今年|与|和|及|或|的|等"
)
_PEOPLE = (
    "特困|供养|低保|城镇|农村|城乡|低收入|家庭|边缘|易致贫|返贫|致贫|重度|重残|残疾|残疾人|孤儿|孤弃儿童|"
    "儿童|学生|大学生|中小学生|新生儿|优抚|对象|退役|军人|士兵|计生|计划生育|扶助|特殊|困难|人员|人群|人口|"
    "群众|居民|职工|建档立卡|贫困|脱贫|监测|监测户|户|易地|搬迁|老年人|老人|未成年|成年|精准|扶贫|乡村|振兴|"
    "常住|户籍|流动|应参保|应保|应缴|参保|续保|新增|净增|减少"
)
_TRADE = (
    "基本|医疗|医保|保险|保障|社保|社会|救助|资助|补助|代缴|请款|缴费|征缴|集中|零星|补缴|补充|追加|调整|"
    "更正|扩面|城居保|居保|费用|费|资金|基金|财政|民政|残联|卫健|税务|统计|公安|教育|人社|退役军人事务|组织|"
    "人数|数|率|任务|目标|基数|指标|分配|分解|下达|预下达|完成|实际|计划|总|合计|总数"
)
_DOCUMENTS = (
    "文件|公文|通知|通报|公报|公告|公示|年鉴|年报|月报|快报|报表|报告|方案|意见|办法|计划书|目标书|责任书|"
    "责任状|任务书|纪要|函|请示|批复|一览表|分解表|分配表|统计表|汇总表|名册|底册|台账|附件|附表|表|普查|"
    "调查|登记|数据|数据库|系统|平台|导出|导入|测算|推算|核定|核实|认定|确定|自定|自报|上报|填报|报送|提供|"
    "印发|发布|公布|转发|关于|做好|开展|推进|进一步|加强|全面|工作|有关|事项|实施|考核|绩效|民生|实事|工程|"
    "为准|未印|文中|无|按|由|以|号|发|政办发|政办函|政函|政发|医保发|医保办|办发"
)
_OFFICES = (
    "国家|全国|省级|市级|县级|区级|省|市|州|县|区|旗|镇|乡|街道|村|社区|上级|本级|本县|本市|本区|全县|全市|"
    "全区|全省|人民|政府|县委|市委|党委|政府办|办公室|办公厅|委员会|领导|小组|专班|局|厅|委|科|股|处|室|所|"
    "站|中心|管理|服务|经办|机构|部门|单位|事务|事业|派出所|联合"
)
# a date has eight digits at most; more are the number of a person, a telephone or an account
_NUMBER = re.compile(r"[0-9一二三四五六七八九〇零]{9}")
_BETWEEN_DIGITS = re.compile(r"[-—_/.:;,、()]")
_PLAIN = (*_SIGNS, *_TIMES.split("|"), *_PEOPLE.split("|"), *_TRADE.split("|"))
_BATCHES = Vocabulary((*_PLAIN, "批次", "批", "次", "期", "轮", "号", "汇总"))
_MEASURES = Vocabulary((*_PLAIN, "口径", "分母", "分子", "其中", "比例"))
_SOURCES = (*_PLAIN, *_DOCUMENTS.split("|"), *_OFFICES.split("|"))


def is_known_batch(text: str) -> bool:
    """Return whether a text names a batch in words of the trade alone, such as 第一批 or 2020年低保对象请款."""
    return _BATCHES.covers(text) and not _has_number(text)


def is_known_measure(text: str) -> bool:
    """Return whether a text names a figure of a target table in words of the trade alone, such as 常住人口."""
    return _MEASURES.covers(text) and not _has_number(text)


def is_known_source(text: str, places: Collection[str]) -> bool:
    """Return whether a text names offices and documents in words of the trade alone, such as 市政办发〔2019〕15号文件.

    `places`: names of the area and its units, which may be parts of the text.
    """
    return _sources(frozenset(places)).covers(text) and not _has_number(text)


def _has_number(text: str) -> bool:
    return _NUMBER.search(_BETWEEN_DIGITS.sub("", fold(text))) is not None


@lru_cache(maxsize=8)
def _sources(places: frozenset[str]) -> Vocabulary:
    return Vocabulary((*_SOURCES, *places))
