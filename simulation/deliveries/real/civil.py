"""Civil affairs: the persons query of the national system (…人员查询)."""

from simulation.deliveries.real.dates import month_or_day
from simulation.deliveries.real.form import ListForm
from simulation.deliveries.real.people import Details
from simulation.deliveries.real.tables import Value
from simulation.deliveries.sheets import Printed, Sheet

_WORDS = {"低保对象": ("农村低保", "城市低保"), "特困人员": ("农村特困", "城市特困")}
"""Category of the normal list -> words of the column 救助类型."""


class CivilPersons(ListForm):
    """One person a row, with a chain of place columns and the month of the first benefit."""

    header = (
        "所属省级", "所属市级", "所属区县", "所属街道", "所属社区", "户主身份证号", "姓名", "身份证号", "与户主关系",
        "性别",
        "出生日期", "年龄", "民族", "婚姻状况", "文化程度", "政治面貌", "就业状况", "年收入（元）", "是否残疾",
        "残疾证号",
        "残疾类别", "残疾等级", "患病病种", "劳动能力", "健康状况", "参保类型", "最初享受月份",
        "是否建档立卡扶贫对象",
        "救助类型", "户月保障金额（元）", "合计（元）", "分档类型", "低保（特困）证号", "备注",
    )  # fmt: skip

    def row(self, printed: Printed, person: Details | None) -> list[Value]:
        """Return the cells of one person. The disability certificate next to the number is another number."""
        index = person.index if person else 0
        label = str(printed["label"])
        head = person.head[1] if person else ""
        is_head = person is not None and head == printed["number"]
        is_disabled = person is not None and index % 7 == 0
        certificate = [f"{printed['number']}43", "肢体", "三级"] if is_disabled else ["", "", ""]
        chain = [self.address.province, self.address.city, self.address.county]
        return [
            *chain, str(printed["unit"]), self.village(printed, person), head, printed["name"], printed["number"],
            "本人/户主" if is_head else "其他", person.sex if person else "",
            person.birth_on.isoformat() if person else "", 2019 - person.birth_on.year if person else None, "汉族",
            "已婚", "小学", "群众", "务农", 0, "是" if is_disabled else "否", *certificate, "", "无劳动能力", "一般",
            "城乡居民基本医疗保险", month_or_day(printed["recognised"], "dash"), "否",
            _WORDS.get(label, (label, label))[index % 2], 620, 620, "B类", f"{self.address.code}{index:07d}", "",
        ]  # fmt: skip

    def sheet_name(self, sheet: Sheet) -> str:
        """Return the name that the system gives to the sheet."""
        return "农村低保人员查询"
