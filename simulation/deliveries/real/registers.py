"""The roll as the bureau's system exports it, the platform's list of enrolments, and a wide table of targets."""

from collections.abc import Sequence

from simulation.deliveries.real.people import People
from simulation.deliveries.real.tables import Table, Value
from simulation.people.population import EXPECTED_ENROLMENT, Population
from simulation.place import Address

_ROLL = (
    "序号", "身份证号", "自付金额", "支付日期", "参保情况", "是否参加公务员医疗补助", "备注", "是否共济缴费", "姓名",
    "乡镇", "村",
    "手机号", "户号", "性别", "人员属性",
)  # fmt: skip
_OWN_OF_ROLL = ("是否本县户籍",)
_EMPLOYEE = (
    "单位编号", "单位名称", "人员编号", "姓名", "证件号码", "险种类型", "人员类别", "人员参保状态", "首次参保年月",
    "本次参保日期",
    "暂停参保日期", "参保地医保区划",
)  # fmt: skip
_TARGETS = ("序号", "乡镇", "常住人口", "上年参保人数", "任务数", "备注")


def roll_table(rows: Sequence[Sequence[str]], last_year: int) -> Table:
    """Return the roll as the bureau exports it, from the rows of the normal roll without its header.

    参保情况 states last year's insurance. The county appends 是否本县户籍, which the system does not export.
    `last_year`: year in which the payments for last year's insurance were made.
    """
    made: list[list[Value]] = []
    for serial, (name, number, _, sex, unit, village, household, hukou, insured) in enumerate(rows, start=1):
        paid: list[Value] = [220, f"{last_year}-11-01", "本地居民"] if insured == "是" else ["", "", "自愿放弃"]
        made.append([serial, number, *paid, "否", "", "否", name, unit, village, "", household, sex, "", hukou])
    return Table((*_ROLL, *_OWN_OF_ROLL), made)


def employee_table(rows: Sequence[Sequence[str]], residents: Sequence[int], people: People, address: Address) -> Table:
    """Return the platform's list of enrolments, from the rows of the normal employee list without its header.

    An interval that has ended is 暂停参保 with its day. `residents`: positions of persons with a row of residents'
    insurance, which is no employee insurance.
    """
    made: list[list[Value]] = []
    for serial, (name, number, region, since, until) in enumerate(rows):
        state = "暂停参保" if until else "正常参保"
        first = since[:7].replace("-", "") if since[4:5] == "-" else ""
        made.append([
            f"{address.code}0000000036{serial:04d}", f"{address.county}某单位", f"{address.code}{serial:020d}", name,
            number,
            "职工基本医疗保险", "在职", state, first, since, until, address.regions.get(region, region),
        ])  # fmt: skip
    for index in residents:
        made.append([
            "", "", f"{address.code}{index:020d}", people.names[index], people.numbers[index], "城乡居民基本医疗保险",
            "居民(成年)", "正常参保", "201001", "2010-01-01", "", address.code,
        ])  # fmt: skip
    return Table(_EMPLOYEE, made)


def target_table(population: Population) -> Table:
    """Return the wide table of targets: a row per unit, a column per figure, and a total row."""
    place = population.place
    rows: list[list[Value]] = []
    for serial, ((name, _), target) in enumerate(zip(place.units, population.targets, strict=True), start=1):
        rows.append([serial, name, round(target / EXPECTED_ENROLMENT * 1.03), round(target * 0.98), target, ""])
    sums = [sum(int(str(row[at])) for row in rows) for at in (2, 3, 4)]
    title = f"{place.name}{place.rules.plan_year}年度城乡居民医保参保缴费目标任务分解表"
    return Table(_TARGETS, rows, (title,), [["合计", "", *sums, ""]])
