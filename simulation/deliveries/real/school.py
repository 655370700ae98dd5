"""Education: the register of students, with the numbers of two members of each family."""

from simulation.deliveries.real.dates import month_or_day
from simulation.deliveries.real.form import ListForm
from simulation.deliveries.real.people import Details
from simulation.deliveries.real.tables import Value
from simulation.deliveries.sheets import Printed, Sheet


class SchoolRegister(ListForm):
    """One student a row; the unit is in the address of the household register, and 学籍辅号 is G and the number."""

    asks_hukou = False
    date_form = "compact"
    header = (
        "学校标识码", "姓名", "性别", "出生日期", "出生地行政区划代码", "籍贯", "民族", "国籍/地区", "身份证件类型",
        "港澳台侨外",
        "健康状况", "政治面貌", "身份证件号", "户口性质", "户口所在地", "班级", "入学年月", "入学方式", "就读方式",
        "现住址",
        "联系电话", "是否留守儿童", "是否需要申请资助", "是否孤儿", "是否烈士或优抚子女", "学籍辅号", "残疾类型",
        "成员1姓名",
        "成员1关系", "成员1身份证件类型", "成员1身份证件号", "成员2姓名", "成员2关系", "成员2身份证件类型",
        "成员2身份证件号",
    )  # fmt: skip

    def row(self, printed: Printed, person: Details | None) -> list[Value]:
        """Return the cells of one student. The numbers of the family are never the student's."""
        family: list[Value] = []
        relatives = [member for member in person.members if member[1] != printed["number"]] if person else []
        for at in range(2):
            name, number = relatives[at] if at < len(relatives) else ("", "")
            family += [name, "其他" if name else "", "居民身份证" if name else "", number]
        return [
            f"2143{(person.index if person else 0) % 6:06d}", printed["name"], person.sex if person else "",
            f"{person.birth_on:%Y%m%d}" if person else "", self.address.code, f"{self.address.county}", "汉族",
            "中国",
            "居民身份证", "非港澳台侨", "健康或良好", "群众", printed["number"], "农业户口",
            f"{self.address.county}{printed['unit']}", "301", month_or_day(printed["recognised"], "compact"),
            "就近入学",
            "走读", self.village(printed, person), "", "否", "否", "否", "否",
            f"G{printed['number']}" if person else "",
            "无残疾", *family,
        ]  # fmt: skip

    def sheet_name(self, sheet: Sheet) -> str:
        """Return the name that the system gives to the sheet."""
        return "学生基本信息"
