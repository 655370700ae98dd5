"""Checks of settlements: every fund's money is claimed once, and each list of persons has its letter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from transforms.policy.model.places import UnitTree
from transforms.policy.model.schedule import Publication, Recipient
from transforms.policy.model.slots import slots_of
from transforms.policy.model.subsidies import Payer
from transforms.strict_yaml.problems import Finding

LETTER, LIST = "settlement", "settlement_list"


def funds_are_settled_once(
    publications: tuple[Publication, ...],
    recipients: tuple[Recipient, ...],
    payers: tuple[Payer, ...],
    units: UnitTree,
) -> Iterator[Finding]:
    """Yield an error for each settlement that leaves out a fund or a unit, or claims one of them from two offices.

    The arguments are sections of the pack. A finding states the place in the pack, the fault and the remedy, in Chinese
    and English.
    """
    entries = {entry.recipient: entry for entry in recipients}
    every = [unit.unit_id for unit in units.children]
    for place, series in enumerate(publications):
        if series.report not in (LETTER, LIST) or series.made_by != "product":
            continue
        claims: Counter[tuple[str, str]] = Counter()
        shared = {code for code in series.recipients if not _has_own_part(entries.get(code), series)}
        # all offices without a part of their own share one letter
        for code in (*sorted(shared)[:1], *(code for code in series.recipients if code not in shared)):
            entry = entries.get(code)
            own = entry if entry is not None and code not in shared else None
            of_units = every if own is None or not own.own_units or own.own_units == "each" else own.own_units
            of_funds = own.own_payers if own is not None and own.own_payers else [payer.payer for payer in payers]
            claims.update((fund, unit_id) for fund in of_funds for unit_id in of_units)
        missing = [payer for payer in payers if any(claims[payer.payer, unit_id] == 0 for unit_id in every)]
        twice = [payer for payer in payers if any(claims[payer.payer, unit_id] > 1 for unit_id in every)]
        for payer in missing:
            yield Finding(
                ("publications", place, "recipients"),
                "pack.fund_not_settled",
                f"{series.report} 没有向任何单位结算 {payer.label_zh} 在全部地区的金额",
                "在 recipients 增加一个接收单位，own_payers 写该资金渠道；已有 own_units 的，补齐地区",
                f"a recipient for the fund {payer.payer} of every unit",
                "add a recipient with the fund in own_payers, or the missing units to its own_units",
            )
        for payer in twice:
            yield Finding(
                ("publications", place, "recipients"),
                "pack.fund_settled_twice",
                f"{series.report} 就同一地区的 {payer.label_zh} 向两个单位结算，会重复申请资金",
                "给每个接收单位写 own_payers 或 own_units，使每笔资金只有一个接收单位",
                f"a single recipient for the fund {payer.payer} of each unit",
                "write own_payers or own_units for each recipient, so that each amount has a single recipient",
            )


def lists_have_a_letter(publications: tuple[Publication, ...]) -> Iterator[Finding]:
    """Yield an error for each list of a settlement without a letter of equal cadence, period and recipients.

    The argument is a section of the pack. A finding states the place in the pack, the fault and the remedy, in Chinese
    and English.
    """
    letters = {
        (slot.cadence, slot.period_to, slot.recipients, series.content)
        for series in publications
        if series.report == LETTER
        for slot in slots_of(series)
    }
    for place, series in enumerate(publications):
        own = {(slot.cadence, slot.period_to, slot.recipients, series.content) for slot in slots_of(series)}
        if series.report == LIST and not own <= letters:
            yield Finding(
                ("publications", place, "report"),
                "pack.list_without_letter",
                "结算名册没有周期、截止日、接收单位都相同的结算函（settlement），无法编制",
                "为同一周期、同一接收单位增加 report: settlement",
                "a settlement of equal cadence, period, content and recipients",
                "add a publication with report: settlement for the same period and recipients",
            )


def letters_wait_for_nobody(publications: tuple[Publication, ...]) -> Iterator[Finding]:
    """Yield an error for each settlement that would wait for an approval: if it were refused, its batch would be lost.

    The argument is a section of the pack. A finding states the place in the pack, the fault and the remedy, in Chinese
    and English.
    """
    for place, series in enumerate(publications):
        if series.report in (LETTER, LIST) and series.made_by == "product" and series.approved_on:
            yield Finding(
                ("publications", place, "approved_on"),
                "pack.settlement_waits",
                "结算函和名册不能等待审批：批次一经编号，以后各批只结算差额，不予批准的一批就没有人申请",
                "删去 approved_on；需要先审核的，在结算日前核对 campaign progress 中的资助金额",
                "a settlement without approved_on: later batches settle differences only",
                "remove approved_on; look at the sums of campaign progress before the day of the settlement",
            )


def _has_own_part(entry: Recipient | None, series: Publication) -> bool:
    has_part = entry is not None and bool(entry.own_units or entry.own_figures or entry.own_payers)
    return series.content == "own" and has_part
