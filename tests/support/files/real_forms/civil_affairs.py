"""Households of civil affairs in the forms of real systems: by person, by family, heads only, a row each, paid out."""

from __future__ import annotations

from tests.support.files.builders import number
from tests.support.files.real_forms.tables import Form

_UNITS = ("甲镇", "乙乡")


def _chain(unit: str) -> list[str]:
    return ["某省", "某市", "某县", unit, "红星村"]


def person_numbers(count: int) -> list[str]:
    """The valid numbers of the persons 1 to `count` of these forms."""
    return [number(at) for at in range(1, count + 1)]


def _person(at: int, head: int, relation: str, words: str) -> list[str]:
    return [
        *_chain(_UNITS[head % 2]),
        number(head),
        f"张三{'零一二三四五六'[at]}",
        number(at),
        relation,
        "0",
        "否",
        "",
        "2018-07",
        words,
        "620",
        "B类",
        f"ND{at}",
    ]


PERSONS = Form(
    "persons",
    [
        "所属省级",
        "所属市级",
        "所属区县",
        "所属街道",
        "所属社区",
        "户主身份证号",
        "姓名",
        "身份证号",
        "与户主关系",
        "年收入（元）",
        "是否残疾",
        "残疾证号",
        "最初享受月份",
        "救助类型",
        "户月保障金额（元）",
        "分档类型",
        "低保（特困）证号",
    ],
    [
        _person(1, 1, "本人/户主", "农村低保"),
        _person(2, 1, "配偶", "农村低保"),
        _person(3, 3, "本人/户主", "城市低保"),
        _person(4, 4, "本人/户主", "特困人员"),
    ],
    ("农村低保人员查询",),
    {"所属省级": "所属省", "所属街道": "所属街", "最初享受月份": "最初享受月"},
)


def families(between: str = "、") -> Form:
    """Two households, of two and of three persons. `between`: sign between the members of a cell."""
    rows = []
    for first, count in ((1, 2), (3, 3)):
        members = range(first, first + count)
        rows.append(
            [
                "张三",
                number(first),
                str(count),
                str(count),
                "480",
                *_chain(_UNITS[first % 2]),
                "2018-07",
                between.join(f"张三{'零一二三四五'[at]}" for at in members),
                between.join(map(number, members)),
            ]
        )
    return Form(
        "families",
        [
            "户主姓名",
            "户主身份证号",
            "家庭人口数",
            "保障人口数",
            "户月保障金额（元）",
            "所属省级",
            "所属市级",
            "所属区县",
            "所属街道",
            "所属社区",
            "最初享受月份",
            "家庭成员姓名",
            "家庭成员身份证号",
        ],
        rows,
        ("农村低保家庭查询",),
        {"家庭成员身份证号": "家庭成员身份证号码", "保障人口数": "保障人口", "所属区县": "所属区（县）"},
    )


def heads(*covered: str) -> Form:
    """One row for each household, only the head named. `covered`: the persons covered, as written."""
    rows = [
        [
            f"某县{_UNITS[at % 2]}红星村",
            f"张三{'零一二三四'[at]}",
            number(at),
            f"ND{at}",
            "疾病",
            count,
            count,
            "310",
            "201807",
        ]
        for at, count in enumerate(covered, 1)
    ]
    return Form(
        "heads",
        [
            "地区",
            "户主姓名",
            "身份证号",
            "低保证号",
            "主要致贫原因",
            "家庭人口数",
            "保障人口数",
            "保障金额（元）",
            "起始保障年月",
        ],
        rows,
        ("农村低保家庭查询",),
        {"保障人口数": "保障人口", "身份证号": "户主身份证号"},
    )


HOUSEHOLD_ROWS = Form(
    "household_rows_农村低保",
    [
        "镇街",
        "社区（村）",
        "低保证号",
        "家庭住址",
        "家庭人口",
        "救助类型",
        "户主姓名",
        "身份证号码",
        "成员姓名",
        "身份证号码",
        "成员姓名",
        "身份证号码",
        "备注",
    ],
    [
        [
            "甲镇",
            "红星村",
            "NC1",
            "1组",
            "3",
            "全额",
            "张三一",
            number(1),
            "张三二",
            number(2),
            "张三三",
            number(3),
            "",
        ],
        ["乙乡", "新民村", "NC2", "2组", "1", "差额", "张三四", number(4), "", "", "", "", ""],
        ["甲镇", "新民村", "NC3", "3组", "2", "A", "张三五", number(5), "张三六", number(6), "", "", ""],
    ],
    ("农村低保名册",),
    {
        "镇街": "乡镇",
        "家庭人口": "家庭人口数",
        "成员姓名": "成员姓名",
        "身份证号码": "身份证号码",
        "户主姓名": "户主姓名",
    },
)
PAY_SHEET = Form(
    "pay_sheet",
    ["序号", "户主姓名", "身份证号码", "低保证号", "保障人数", "领取金额", "领款人签字（章）", "领款时间"],
    [
        ["1", "张三一", number(1), "NC1", "3", "620", "", ""],
        ["2", "张三二", number(2), "NC2", "1", "300", "", ""],
    ],
    ("甲镇红星村2019年8月农村低保资金发放花名册",),
    {"领取金额": "发放金额", "保障人数": "保障人口数"},
)
