"""Receipts and past enrolments by period: of the insurance platform and of the tax bureau's collection system."""

from __future__ import annotations

from tests.support.files.builders import number
from tests.support.files.real_forms.tables import Form

_RESIDENTS = "城乡居民基本医疗保险"


def _payment(at: int, yuan: str = "250", **other: str) -> list[str]:
    """One row. `other`: state, paid, kind and to (last month), where they are not the usual ones."""
    state, paid, kind = (other.get(*pair) for pair in (("state", "正常"), ("paid", "已缴费"), ("kind", "正常缴费")))
    days = ["2019-10-08 10:21:33", "2019-10-09 00:00:00"] if paid == "已缴费" else ["", ""]
    period = ["202001", "202001", other.get("to", "202012")]
    person = [f"19999900000000000000{at:04d}", f"张三{at}", number(at), _RESIDENTS]
    return [*person, f"3199999201910{at:08d}", *period, yuan, state, paid, kind, *days]


PAYMENTS = Form(
    "payments",
    [
        "人员编号",
        "姓名",
        "证件号码",
        "险种类型",
        "电子税票号码",
        "费款所属期",
        "对应费款所属期起始",
        "对应费款所属期结束",
        "个人缴费金额",
        "核销标志",
        "缴费标志",
        "缴费类型",
        "缴费时间",
        "入国库时间",
    ],
    [
        _payment(1),
        _payment(2, "120"),
        _payment(3, state="被冲销"),
        _payment(4, paid="未缴费"),
        _payment(5, to="202006"),
        _payment(6, kind="退费"),
    ],
    ("居民缴费明细",),
    {"证件号码": "证件号"},
)
COLLECTED = Form(
    "collected",
    [
        "序号",
        "缴费人识别号",
        "缴费人名称",
        "证件类型",
        "证件号码",
        "征收项目",
        "征收品目",
        "费款所属期起",
        "费款所属期止",
        "电子税票号码",
        "缴款金额",
        "缴款日期",
        "入库日期",
        "缴费渠道",
        "街道乡镇",
    ],
    [
        [
            "1",
            number(1),
            "张三一",
            "居民身份证",
            f"'{number(1)}",
            "基本医疗保险费",
            f"{_RESIDENTS}费",
            "2020-01-01",
            "2020-12-31",
            "\t319999019100000000001",
            "250.00",
            "2019-10-08",
            "2019-10-09",
            "微信",
            "甲镇",
        ],
        [
            "2",
            number(2),
            "张三二",
            "居民身份证",
            f"'{number(2)}",
            "基本医疗保险费",
            f"{_RESIDENTS}费",
            "202001",
            "202012",
            "\t319999019100000000002",
            "120.00",
            "2019-10-08",
            "2019-10-09",
            "微信",
            "乙乡",
        ],
        [
            "3",
            number(3),
            "张三三",
            "居民身份证",
            f"'{number(3)}",
            "基本医疗保险费",
            "职工基本医疗保险费",
            "2020-01-01",
            "2020-01-31",
            "\t319999019100000000003",
            "300.00",
            "2019-10-08",
            "2019-10-09",
            "微信",
            "乙乡",
        ],
    ],
    ("入库明细",),
    {"缴款金额": "实缴金额", "缴款日期": "缴费日期"},
)
HISTORY = Form(
    "history",
    ["人员编号", "姓名", "证件号码", "险种类型", "费款所属期起", "费款所属期止", "缴费标志", "核销标志"],
    [
        ["19999900000000000001", "张三一", number(1), _RESIDENTS, "201901", "201912", "已缴费", "正常"],
        ["19999900000000000002", "张三二", number(2), _RESIDENTS, "201801", "201812", "已缴费", "正常"],
        ["19999900000000000003", "张三三", number(3), _RESIDENTS, "201901", "201912", "未缴费", "正常"],
    ],
    ("参保缴费历史",),
    {"证件号码": "证件号"},
)
