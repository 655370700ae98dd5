"""Payments as the tax bureau details them, and as the national insurance platform exports them."""

from collections.abc import Sequence

from simulation.deliveries.feeds import yuan
from simulation.deliveries.real.people import People
from simulation.deliveries.real.tables import Table, Value
from simulation.place import Address

_COLLECTED = (
    "序号", "缴费人识别号", "缴费人名称", "证件类型", "证件号码", "征收项目", "征收品目", "征收子目", "费款所属期起",
    "费款所属期止",
    "电子税票号码", "缴款金额", "缴款日期", "入库日期", "缴费渠道", "主管税务所（科、分局）", "街道乡镇",
)  # fmt: skip
_PLATFORM = (
    "单位编号", "单位名称", "人员编号", "姓名", "证件号码", "人员参保关系ID", "险种类型", "人员类别", "参保身份",
    "人员身份类别",
    "电子税票号码", "费款所属期", "对应费款所属期起始", "对应费款所属期结束", "个人缴费金额", "核销标志", "缴费标志",
    "缴费类型",
    "缴费时间", "定额征缴标志", "入国库时间", "上解时间", "统筹区", "主管税务部门代码", "财政补助金额",
    "其他缴费金额", "缴费总金额",
)  # fmt: skip
_OWN_OF_PLATFORM = "乡镇"
"""The county's own column: 单位名称 may be a village or a school, and the unit of a payment decides its progress."""
_REVERSED, _UNPAID = "7", "8"
"""First digit of the running numbers of rows that are no receipts; the normal receipts have 0, made-up mistakes 9."""

Row = Sequence[str]
"""Receipt number, name, document number, plan year, amount, days of payment and of receipt, channel, unit."""


def _day(text: str) -> str:
    """Return a day of the normal feed like 2019-10-08; a day that is a mistake (01/02/2019) as it is."""
    parts = text.replace("/", "-").split("-")
    return f"{parts[0]}-{parts[1]:0>2}-{parts[2]:0>2}" if len(parts) == 3 and len(parts[0]) == 4 else text


def _receipt_no(address: Address, number: str) -> str:
    """Return a receipt number of 21 digits with the tab that keeps a spreadsheet from rounding it."""
    return f"\t3{address.code[:4]}{number:0>16}"


def collected_table(rows: Sequence[Row], address: Address) -> Table:
    """Return the detail of what the tax bureau collected, from the rows of a normal feed without header and total.

    The plan year is the period of the charge; number and receipt have an apostrophe and a tab before them.
    """
    made: list[list[Value]] = []
    for serial, (receipt, name, number, year, amount, collected, received, channel, unit) in enumerate(rows, start=1):
        made.append([
            serial, number, name, "居民身份证", f"'{number}", "基本医疗保险费", "城乡居民基本医疗保险费",
            "城乡居民基本医疗保险费（成年人）", f"{year}-01-01", f"{year}-12-31", _receipt_no(address, receipt),
            amount,
            _day(collected), _day(received), channel, f"{address.county}税务局税务分局", unit,
        ])  # fmt: skip
    return Table(_COLLECTED, made)


def platform_table(
    rows: Sequence[Row], reversed_rows: Sequence[int], unpaid: Sequence[int], people: People, address: Address, fen: int
) -> Table:
    """Return the platform's payments, from the rows of a normal feed without header and total.

    `reversed_rows`: positions of rows that have a second row, which was reversed. `unpaid`: positions of persons with a
    claim that nobody has paid. Neither kind takes anything in. `fen`: individual contribution.
    """
    made = [_platform_row(row, ("正常", "已缴费"), people, address) for row in rows]
    for at in reversed_rows:
        receipt, *rest = rows[at]
        twice = [f"{receipt[:8]}{_REVERSED}{receipt[9:]}", *rest]
        made.append(_platform_row(twice, ("被冲销", "已缴费"), people, address))
    for at, index in enumerate(unpaid):
        claim = [f"{_UNPAID}{at:07d}", people.names[index], people.numbers[index], "2020", yuan(fen), "", "", "", ""]
        made.append(_platform_row(claim, ("正常", "未缴费"), people, address))
    return Table((*_PLATFORM, _OWN_OF_PLATFORM), made)


def _platform_row(row: Row, states: tuple[str, str], people: People, address: Address) -> list[Value]:
    receipt, name, number, year, amount, collected, received, _, unit = row
    paid, banked = _day(collected), _day(received)
    village = people.village(people.find(number), unit)
    return [
        f"{address.code}00000000360896", f"{unit}{village}", f"{address.code}{receipt:0>20}", name, number,
        f"{address.code}{receipt:0>22}", "城乡居民基本医疗保险", "居民(成年)", "普通居民", "",
        _receipt_no(address, receipt),
        f"{year}01", f"{year}01", f"{year}12", amount, *states, "正常缴费",
        f"{paid} 10:21:33" if paid[4:5] == "-" else paid,
        "是", f"{banked} 00:00:00" if banked else "", f"{banked} 23:59:59" if banked else "", address.city,
        f"1{address.code}0000", "0", "0", amount, unit,
    ]  # fmt: skip
