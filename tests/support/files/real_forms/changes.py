"""Change lists of the bureau and its townships: added, changed, removed, dead; without unit or kind of change."""

from __future__ import annotations

from tests.support.files.builders import number
from tests.support.files.real_forms.tables import Form

DEATHS = Form(
    "deaths",
    ["序号", "姓名", "身份证号码", "死亡时间", "镇街", "备注"],
    [
        ["1", "张三一", number(1), "2019-10-02", "甲镇", "卫健委"],
        ["2", "张三二", number(2), "20191011", "乙乡", ""],
        ["3", "张三三", number(3), "", "甲镇", ""],
        ["4", "张三四", number(4), "2019-10-12", "某某镇", ""],
        ["5", "张三五", number(5), "2019年10月13日", "", ""],
    ],
    ("附件6 死亡人员名单",),
    {"死亡时间": "死亡日期", "镇街": "镇（街）"},
)
CHANGES = Form(
    "changes",
    ["增量形式", "姓名", "身份证号码", "医疗救助身份", "纳入资助时间", "身份取消时间"],
    [
        ["新增", "张三一", number(1), "低保对象", "2019-10", ""],
        ["变更", "张三二", number(2), "特困人员", "2019-08", ""],
        ["取消", "张三三", number(3), "低保对象", "2019-07", "2019-10"],
        ["变更", "张三四", number(4), "特困人员", "", "2019-09-05"],
        ["变更", "张三五", number(5), "特困人员", "2019-07-01", "2019-09-05"],
        ["搬走", "张三六", number(6), "特困人员", "2019-07-01", ""],
    ],
    ("附件2 资助对象增减表",),
    {"增量形式": "增减形式", "医疗救助身份": "救助身份"},
)
