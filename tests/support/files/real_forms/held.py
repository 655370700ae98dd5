"""Forms that are held, as nothing that their sender should send: requests for funds, tables of progress."""

from __future__ import annotations

from tests.support.files.builders import number
from tests.support.files.real_forms.tables import Form

_KEY = "4400000000000000000{}"

PROXY = Form(
    "proxy",
    ["序号", "街道乡镇", "姓名", "身份证件类型", "身份证件号码", "人员编号", "代缴类别", "代缴金额", "个人缴费日期"],
    [
        [str(at), "甲镇", f"张三{at}", "居民身份证", number(at), _KEY.format(at), "特困人员", "250", "2019-10-08"]
        for at in range(1, 5)
    ],
    ("2020年城乡居民医保税务代缴明细",),
    {"街道乡镇": "镇（街）", "代缴金额": "代缴金额（元）"},
)
REQUEST = Form(
    "request",
    [
        "序号",
        "镇（街）",
        "姓名",
        "身份证号码",
        "人员编号",
        "代缴类别",
        "参保类别",
        "代缴金额",
        "个人缴费金额",
        "缴费总额",
        "请款批次",
    ],
    [
        [
            str(at),
            "乙乡",
            f"李四{at}",
            number(at),
            _KEY.format(at),
            "低保对象",
            "居民一档",
            "130",
            "120",
            "250",
            "第一批",
        ]
        for at in range(1, 5)
    ],
    ("附件5 税务请款明细",),
    {"身份证号码": "身份证件号码"},
)
PROGRESS = Form(
    "progress",
    ["序号", "乡镇", "任务数", "完成数", "完成率"],
    [
        ["1", "乙乡", "15361", "14890", "96.93%"],
        ["2", "甲镇", "112156", "101200", "90.23%"],
        ["", "其他", "——", "312", "——"],
        ["", "合计", "127517", "116402", "91.28%"],
    ],
    ("2020年度城乡居民医保参保缴费进度表（截至2019年11月15日）",),
    {"完成数": "已参保人数", "任务数": "目标任务"},
)
