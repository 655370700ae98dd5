"""Disabled persons' federation: lists by the certificate, whose number contains the person's number."""

from simulation.deliveries.layouts import DISABILITIES, GRADE_LABELS
from simulation.deliveries.real.dates import day_or_text
from simulation.deliveries.real.form import ListForm, is_over
from simulation.deliveries.real.people import Details
from simulation.deliveries.real.tables import Value
from simulation.deliveries.sheets import Printed, Sheet
from simulation.people.documents import is_number

_GRADES = {label: grade for grade, label in GRADE_LABELS.items()}


def _certificate(printed: Printed, person: Details | None) -> Value:
    """Return the number of the certificate: the person's, kind, grade, and B1 if it was issued again.

    A number with a mistake in its digits is no certificate and stays as it is.
    """
    number = printed["number"]
    if not isinstance(number, str) or not is_number(number):
        return number
    kind = DISABILITIES.index(str(printed["disability"])) + 1
    again = "B1" if person is not None and person.index % 9 == 0 else ""
    return f"{number}{kind}{_GRADES[str(printed['grade'])]}{again}"


class CertificateList(ListForm):
    """The district system's list 残疾人认证: certificate, county next to township, state of the record."""

    has_dead_records = True
    header = (
        "姓名", "证件号码", "年龄", "性别", "区县", "街道", "居委", "户籍类别", "状态", "残疾类别", "残疾等级",
        "双侧或单侧",
        "户口地址", "联系地址", "联系电话", "工作/就业", "初次申领日期", "业务申请类型", "申请日期", "备注",
    )  # fmt: skip

    def row(self, printed: Printed, person: Details | None) -> list[Value]:
        """Return the cells of one person. The state is 注销 also where the row takes the person off."""
        village, age = self.village(printed, person), 2019 - person.birth_on.year if person else None
        return [
            printed["name"], _certificate(printed, person), age, printed["sex"], self.address.county, printed["unit"],
            village, "农业", "注销" if is_over(printed) else "有效", printed["disability"], printed["grade"], "",
            village,
            "", "", "", day_or_text(printed["recognised"], "dash"), "新办证", "", "",
        ]  # fmt: skip

    def sheet_name(self, sheet: Sheet) -> str:
        """Return the name that the system gives to the sheet."""
        return "残疾人认证"


class CertificateCards(ListForm):
    """The holders of certificates as a csv: number of the certificate, grade as a bare digit."""

    suffix = ".csv"
    encoding = "utf-8"
    date_form = "compact"
    header = (
        "姓名", "残疾人证号", "性别", "民族", "乡镇（街道）", "村（社区）", "地址", "监护人", "监护人电话",
        "残疾类别", "残疾等级",
        "首次发证日期", "有效期至",
    )  # fmt: skip

    def row(self, printed: Printed, person: Details | None) -> list[Value]:
        """Return the cells of one person."""
        village = self.village(printed, person)
        return [
            printed["name"], _certificate(printed, person), printed["sex"], "汉族", printed["unit"], village, village,
            person.head[0] if person else "", "", f"{printed['disability']}残疾", str(_GRADES[str(printed["grade"])]),
            day_or_text(printed["recognised"], "compact"), "20300607",
        ]  # fmt: skip
