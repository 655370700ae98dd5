"""Veterans: the export 优抚对象增员 of the system for entitled groups."""

from simulation.deliveries.real.dates import day_or_text
from simulation.deliveries.real.form import ListForm, is_over
from simulation.deliveries.real.people import Details
from simulation.deliveries.real.tables import Value
from simulation.deliveries.sheets import Printed, Sheet


class EntitledGroups(ListForm):
    """One person a row; the unit is at the end of a text that begins with the province.

    The system exports no day of recognition: the county appends its own column 认定时间.
    """

    has_dead_records = True
    header = ("所属行政区划", "姓名", "身份证件号码", "性别", "民族", "优抚对象状态", "优抚对象类别", "认定时间")

    def row(self, printed: Printed, person: Details | None) -> list[Value]:
        """Return the cells of one person. A dead person has the state 去世."""
        return [
            f"{self.address.text}{printed['unit']}", printed["name"], printed["number"], person.sex if person else "男",
            "汉族", "去世" if is_over(printed) else "享受待遇", printed["label"],
            day_or_text(printed["recognised"], "dash"),
        ]  # fmt: skip

    def sheet_name(self, sheet: Sheet) -> str:
        """Return the name that the system gives to the sheet; a change list has additions and removals in one sheet."""
        return "优抚对象变动" if sheet.is_change else "优抚对象增员"
