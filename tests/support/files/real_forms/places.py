"""Lists whose places are texts from province down, chains of columns, or stated in the title."""

from __future__ import annotations

from tests.support.files.builders import number
from tests.support.files.real_forms.tables import Form

HIGHER_PLACES = ("某省", "某市")

_ENTITLED_HEADER = ["所属行政区划", "姓名", "身份证件号码", "性别", "民族", "优抚对象状态", "优抚对象类别"]


def _entitled(at: int, place: str, state: str, category: str) -> list[str]:
    return [place, f"张三{at}", number(at), "男" if at % 2 else "女", "汉族", state, category]


ENTITLED = Form(
    "entitled",
    _ENTITLED_HEADER,
    [
        _entitled(1, "某省某市某县甲镇", "享受待遇", "在乡复员军人"),
        _entitled(2, "某省某市某县乙乡红星村", "享受待遇", "带病回乡退伍军人"),
        _entitled(3, "某县丙街道办事处", "享受待遇", "病故军人遗属"),
        _entitled(4, "某省某市某县甲镇", "去世", "参战退役人员"),
        _entitled(5, "某省某市外县甲镇", "享受待遇", "残疾军人"),
        _entitled(6, "某市-某县-甲镇-新村", "正常", "参试人员"),
    ],
    ("优抚对象名单",),
    {"身份证件号码": "身份证号", "所属行政区划": "行政区划"},
)
PERSONS = Form(
    "persons",
    ["所属省级", "所属市级", "所属区县", "所属街道", "所属社区", "户主身份证号", "姓名", "身份证号", "与户主关系",
     "最初享受月份", "救助类型"],
    [
        ["某省", "某市", "某县", "甲镇", "红星村", number(1), "张三一", number(1), "本人/户主", "2018-07", "农村低保"],
        ["某省", "某市", "某县", "乙乡", "红星村", number(2), "张三二", number(2), "本人/户主", "2018-07", "农村低保"],
        ["", "", "某县", "丙街道", "某社区", number(3), "张三三", number(3), "本人/户主", "2018-07", "城市低保"],
        ["某省", "某市", "外县", "甲镇", "红星村", number(4), "张三四", number(4), "本人/户主", "2018-07", "农村低保"],
        ["某省", "某市", "某县", "", "红星村", number(5), "张三五", number(5), "本人/户主", "2018-07", "农村低保"],
    ],
    ("农村低保人员查询",),
    {"所属街道": "所属街"},
)  # fmt: skip
