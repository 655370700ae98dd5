"""Lists of employees by flags and states: the platform's persons, a comparison of everybody, a verification."""

from __future__ import annotations

from tests.support.files.builders import number
from tests.support.files.real_forms.tables import Form

_KEY = "4400000000000000000{}"
REGION = "某市"


def _platform(at: int, scheme: str, state: str, begun: str, paused: str) -> list[str]:
    return [
        "44000001", "某单位", _KEY.format(at), f"张三{at}", number(at), scheme, "在职", state, "201203", begun, paused,
        REGION,
    ]  # fmt: skip


PLATFORM = Form(
    "platform",
    ["单位编号", "单位名称", "人员编号", "姓名", "证件号码", "险种类型", "人员类别", "人员参保状态", "首次参保年月",
     "本次参保日期", "暂停参保日期", "参保地医保区划"],
    [
        _platform(1, "职工基本医疗保险", "正常参保", "2012-03-01", ""),
        _platform(2, "310", "暂停参保", "2012-03-01", "2019-06-30"),
        _platform(3, "职工基本医疗保险", "2", "2012-03-01", ""),
        _platform(4, "城乡居民基本医疗保险", "正常参保", "2010-01-01", ""),
        _platform(5, "离休人员医疗保障", "正常参保", "2010-01-01", ""),
        _platform(6, "职工基本医疗保险", "冻结", "2010-01-01", ""),
        _platform(7, "390", "暂停参保", "2010-01-01", ""),
    ],
    ("人员参保信息查询",),
    {"证件号码": "证件号", "暂停参保日期": "暂停参保时间"},
)  # fmt: skip
FULL_COVER = Form(
    "fullcover",
    ["身份证号", "姓名", "单位名称", "险种", "统筹区", "参保状态", "缴费状态", "参保日期"],
    [
        [number(1), "张三一", "", "企业职工", REGION, "正常参保", "正常缴费", "20120301"],
        [number(2), "张三二", "", "机关事业", "另一市", "正常参保", "正常缴费", "20160901"],
        [number(3), "张三三", "", "企业职工", REGION, "暂停参保", "中断", "20120301"],
        [number(4), "张三四", "", "城乡居民", REGION, "正常参保", "正常缴费", "20200101"],
    ],
    ("全民参保比对结果",),
    {"身份证号": "公民身份号码", "参保日期": "参保时间"},
)
VERIFICATION = Form(
    "verification",
    ["姓名", "身份证号", "居民医保所属区划", "职工医保所属区划", "资助金额", "是否参保职工", "是否参保居民", "参保类型",
     "参保年度(职工)", "居民医保参保状态", "职工医保参保状态", "特殊人员身份类别"],
    [
        ["张三一", number(1), "某县", "", "130", "否", "是", "居民", "", "正常参保", "", "低保对象"],
        ["张三二", number(2), "", REGION, "", "是", "否", "职工", "2019", "", "正常参保", ""],
        ["张三三", number(3), "另一县", "", "", "否", "是", "居民", "", "正常参保", "", ""],
        ["张三四", number(4), "", REGION, "", "是", "否", "职工", "2019", "", "暂停参保", ""],
        ["张三五", number(5), "", REGION, "", "", "", "", "", "", "", ""],
    ],
    ("附件4 核实结果",),
    {"是否参保职工": "是否参加职工医保", "身份证号": "证件号码"},
)  # fmt: skip
