"""Poverty relief: the person export of the national system of poverty relief and monitoring."""

from simulation.deliveries.real.dates import month_or_day
from simulation.deliveries.real.form import ListForm
from simulation.deliveries.real.people import Details
from simulation.deliveries.real.tables import Value
from simulation.deliveries.sheets import Printed, Sheet

_POOR = "建档立卡贫困人口"


def _types(label: str) -> tuple[str, str]:
    """Return the words of 户类型 and 监测对象类型 for a category of the normal list."""
    return ("脱贫户", "") if label == _POOR else ("一般农户", label)


class PovertyExport(ListForm):
    """One person a row below a merged title; two columns decide the category."""

    date_form = "compact"
    header = (
        "序号", "县(市、区、旗)", "乡(镇)", "行政村", "自然村", "户编号", "人编号", "姓名", "证件号码", "人数",
        "与户主关系",
        "民族", "文化程度", "在校生状况", "健康状况", "劳动技能", "务工时间（月）", "是否参加大病保险", "致贫原因1",
        "危房户",
        "是否解决安全饮用水", "人均纯收入", "户联系电话", "人联系电话", "首次识别时间", "人员识别时间", "户类型",
        "易返贫致贫户(监测对象)类型", "风险是否消除", "风险识别时间", "风险消除时间",
    )  # fmt: skip

    def row(self, printed: Printed, person: Details | None) -> list[Value]:
        """Return the cells of one person; the time of recognition is a month where it is the last day of one."""
        index = person.index if person else 0
        household, monitored = _types(str(printed["label"]))
        household_no = f"{self.address.code}{index:010d}"
        since = month_or_day(printed["recognised"], "compact")
        return [
            printed["serial"], self.address.county, printed["unit"], printed["village"], "", household_no,
            f"{household_no}01", printed["name"], printed["number"], 1, "户主", "汉族", "小学", "", "健康",
            "普通劳动力", 0,
            "是", "因病", "否", "是", 9500.5, "", "", since, since, household, monitored, "否" if monitored else "",
            "", "",
        ]  # fmt: skip

    def titles(self, sheet: Sheet) -> tuple[str, ...]:
        """Return the merged title."""
        return ("已脱贫人口名单",)

    def sheet_name(self, sheet: Sheet) -> str:
        """Return the name that the system gives to the sheet."""
        return "已脱贫人口名单"


class PovertyTable(ListForm):
    """The base table: place chain of short headings, and one heading twice with equal values.

    识别监测时间 is the month from which a household is monitored, and blank for others. The table has no other time of
    recognition: the county appends its own column 识别时间.
    """

    date_form = "compact"
    header = (
        "省", "市", "县", "乡", "村", "户编号", "人编号", "姓名", "证件类型", "证件号码", "与户主关系", "户类型",
        "监测对象类别",
        "风险是否已消除", "识别监测时间", "消除监测时间", "享受低保政策情况", "享受特困供养政策情况",
        "是否参加城乡居民基本医疗保险",
        "风险是否已消除", "识别时间",
    )  # fmt: skip

    def row(self, printed: Printed, person: Details | None) -> list[Value]:
        """Return the cells of one person. The benefits received are no category of this list."""
        index = person.index if person else 0
        household, monitored = _types(str(printed["label"]))
        household_no, is_gone = f"{self.address.code}{index:010d}", "否" if monitored else ""
        since = month_or_day(printed["recognised"], "compact")
        return [
            self.address.province, self.address.city, self.address.county, printed["unit"], printed["village"],
            household_no, f"{household_no}01", printed["name"], "居民身份证", printed["number"], "户主", household,
            monitored,
            is_gone, since if monitored else "", "", ("农村低保", "未享受")[index % 2], "未享受", "是", is_gone, since,
        ]  # fmt: skip
