"""Reports of a real pack with invented figures: every account, payer, category and outcome has some. No warehouse."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from pipeline.publish import reports
from pipeline.publish.bulletin import BulletinFacts
from tests.support.reports.sample_bulletin import LETTER, day
from tests.support.reports.sample_person_list import row
from tests.support.sample_report import progress
from transforms.policy import Pack, compile_pack
from transforms.report.appraisal import files as appraisal_files
from transforms.report.bulletin import files as bulletin_files
from transforms.report.fiscal_subsidy import files as fiscal_subsidy_files
from transforms.report.fiscal_subsidy.content import EnrolledRow, RequestRow, ShareRow
from transforms.report.lists import files as lists_files
from transforms.report.lists.content import PersonList
from transforms.report.lists.coverage import coverage_grounds
from transforms.report.money_controls import files as money_controls_files
from transforms.report.money_controls.content import SUBJECTS
from transforms.report.outcomes.content import OUTCOME_LABELS
from transforms.report.progress import files as progress_files
from transforms.report.progress.compose import Facts, Snapshot
from transforms.report.publication import Edition, File, Period, View
from transforms.report.refund import content as refund
from transforms.report.refund import files as refund_files
from transforms.report.settlement import files as settlement_files
from transforms.report.settlement.content import Batch, FundTotalRow, LineRow, SettlementFacts
from transforms.text.labels import UNINSURED_REASON_LABELS

AS_OF = dt.date(2019, 12, 31)
LISTS = ("coverage_list", "missing_persons", "posting_roster", "start_roster", "uninsured_feedback")
SETTLEMENTS = ("settlement", "settlement_list")
KINDS = (
    *("appraisal", "bulletin", "fiscal_subsidy", *LISTS, "money_controls", "progress", "refund_list", *SETTLEMENTS),
    "village_poster",
)
FOR_PROGRAMS = ("due_list",)
"""Reports without a form for people."""
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "unit": ("unit_id", "name", "parent_unit_id", "sort_order", "is_progress_unit"),
    "category": ("category", "label_zh", "amount_kind", "all_must_enrol"),
    "payer": ("payer", "label_zh"),
    "target": ("unit_id", "measure", "persons", "status", "source"),
}


def snapshot_of(pack: Pack) -> Snapshot:
    """Return the pack's part of a progress report, read from the pack alone, with the form of outcomes."""
    tables = compile_pack(pack)
    (campaign,) = tables["policy.campaign"]
    rows: dict[str, list[Any]] = {
        name: [{column: kept.get(column) for column in columns} for kept in tables[f"policy.{name}"]]
        for name, columns in _COLUMNS.items()
    }
    targets = [{**kept, "origin": "notice"} for kept in rows["target"]]
    of_campaign: Any = {**campaign, "special_form": "outcomes", "printed_total": None}
    return Snapshot(of_campaign, rows["unit"], targets, rows["category"], rows["payer"])


def money(persons: int) -> dict[str, int]:
    """Return the six accounts of these persons; each has some fen."""
    received, fund = 25_000 * persons, 12_051 * persons
    waiting = {"refundable_fen": 2_507 * persons, "reimbursable_fen": 1_003 * persons, "suspense_fen": 999 * persons}
    contribution = received + fund - sum(waiting.values())
    return {"received_fen": received, "fund_fen": fund, "contribution_fen": contribution, **waiting}


def facts_of(snapshot: Snapshot, factor: int) -> Facts:
    """Return figures of every unit, payer and category, about `factor` times as large as the notice's targets."""
    units = [unit for unit in snapshot.units if unit["is_progress_unit"]]
    targets = {(kept["unit_id"], kept["measure"]): kept["persons"] for kept in snapshot.targets}
    year = snapshot.campaign["plan_year"]
    payers = ["", *(payer["payer"] for payer in snapshot.payers)]
    sums, covered, outcomes = [], [], []
    for number, unit in enumerate(units):
        persons = factor * ((targets.get((unit["unit_id"], "target")) or 40_000) - 37 * number)
        for plan_year in (year - 1, year):
            sums += [
                progress(unit["unit_id"], persons // len(payers), money(persons // len(payers)), payer=payer,
                         plan_year=plan_year)
                for payer in payers
            ]  # fmt: skip
        for category in ["", "ordinary", *(kept["category"] for kept in snapshot.categories)]:
            covered.append(
                {"unit_id": unit["unit_id"], "category": category, "member_persons": persons // 5,
                 "enrolled_persons": persons // 6, "undefined_persons": persons // 90,
                 "undefined_paid_persons": persons // 100}
            )  # fmt: skip
        outcomes += [
            {"unit_id": unit["unit_id"], "outcome": outcome, "persons": persons // (10 + 11 * place)}
            for place, outcome in enumerate(OUTCOME_LABELS)
        ]
    outcomes.append({"unit_id": "", "outcome": "other", "persons": 3})
    return Facts(sums, covered, outcomes)  # type: ignore[arg-type]


def persons_of(snapshot: Snapshot, count: int) -> list[Any]:
    """Return rows of persons in two villages of each unit; every field has a value."""
    codes = [kept["category"] for kept in snapshot.categories]
    reasons = list(UNINSURED_REASON_LABELS)
    units = [unit["unit_id"] for unit in snapshot.units if unit["is_progress_unit"]]
    return [
        row(number + 1, units[number * len(units) // count], village=("东风村", "红星社区居民委员会")[number % 2],
            categories=codes[number % 3 : number % 3 + 3], insured_last_year=number % 2 == 0,
            is_undefined=number % 5 == 0, received_fen=25_000 if number % 3 else 0, paid_on=AS_OF,
            answer=reasons[number % len(reasons)], past_years=[None, number % 2 == 0], is_on_roll=number % 7 > 0)
        for number in range(count)
    ]  # fmt: skip


def covered_of(pack: Pack, snapshot: Snapshot, count: int) -> list[Any]:
    """Return rows of persons of a list of coverage; every state and every ground of the pack has some."""
    rules = [rule.rule_id for rule in pack.coverage] or ["none"]
    days = (AS_OF, AS_OF + dt.timedelta(days=1), None)
    return [
        kept._replace(enrolled_on=AS_OF, is_covered=number % 5 > 0, coverage_from=days[number % 3],
                      coverage_rule_id=rules[number % len(rules)], coverage_before=AS_OF if number % 2 else None)
        for number, kept in enumerate(persons_of(snapshot, count))
    ]  # fmt: skip


def settled_of(snapshot: Snapshot, count: int) -> SettlementFacts:
    """Return lines of every fund, category and change of persons in all units, and the totals that they make."""
    units = [unit["unit_id"] for unit in snapshot.units if unit["is_progress_unit"]]
    funds = [kept["payer"] for kept in snapshot.payers]
    codes = [kept["category"] for kept in snapshot.categories]
    sums = ((0, 1_234_567), (1_234_567, -1_234_567), (25_000, 12_051))
    lines = [
        LineRow(uuid.UUID(int=number), snapshot.campaign["plan_year"], units[number * len(units) // count],
                codes[number % len(codes)], funds[number % len(funds)], *sums[number % 3], 1_003 * (number % 3 == 0),
                None, None)
        for number in range(count)
    ]  # fmt: skip
    totals: list[FundTotalRow] = [
        {
            "payer": fund,
            "before_fen": 9_999_999_900,
            "settled_fen": 9_999_999_900 + sum(line.fen for line in lines if line.payer == fund),
        }
        for fund in funds
    ]
    return SettlementFacts(Batch(2, 9, AS_OF, 4, AS_OF - dt.timedelta(days=30)), lines, totals)


def refunds_of(snapshot: Snapshot, count: int) -> refund.RefundFacts:
    """Return lines of every change and reason of receipts in all units, and the totals that they make."""
    units = [unit["unit_id"] for unit in snapshot.units if unit["is_progress_unit"]]
    reasons = (("paid_twice", "重复缴费"), ("category_changed_after_payment", "缴费后类别变化"), ("over", "多缴"))
    sums = ((0, 1_234_567), (1_234_567, -1_234_567), (25_000, 12_051))
    lines = [
        refund.LineRow(uuid.UUID(int=number), f"343127201200{number:08d}", snapshot.campaign["plan_year"],
                       units[number * len(units) // count], AS_OF, *reasons[number % 3], *sums[number % 3], None, None)
        for number in range(count)
    ]  # fmt: skip
    totals: list[refund.UnitTotalRow] = []
    for unit in units:
        listed = 9_999_999_900 + sum(line.before_fen + line.fen for line in lines if line.unit_id == unit)
        totals.append(
            {"unit_id": unit, "listed_fen": listed, "confirmed_fen": 12_051, "refundable_fen": listed - 12_051}
        )
    return refund.RefundFacts(refund.Batch(2, 9, AS_OF, AS_OF + dt.timedelta(days=1)), lines, totals)


def subsidy_of(pack: Pack, letter: Any) -> dict[str, Any]:
    """Return the pack's part of a second request for the fiscal subsidy; four levels of government share it."""
    before: list[ShareRow] = [
        {"level_no": number, "level_label": label, "fen": 13_750, "is_minimum": True}
        for number, label in enumerate(("中央财政", "省财政", "市财政", "县（市）区、开发区财政"), start=1)
    ]
    request: RequestRow = {"request_no": 2, "known_no": None, "shares": before, "before_no": 1,
                           "before_as_of": "2019-11-30", "before_shares": before}  # fmt: skip
    frame = {"letters": [letter], "recipients": {}, "notice": pack.notice.number or ""}
    return {"frame": frame, "request": request}


def enrolled_of(units: list[str]) -> list[EnrolledRow]:
    """Return enrolled persons of every unit, and of no known unit."""
    return [{"unit_id": unit, "persons": 1_234_567, "before_persons": 1_034_500} for unit in (*units, "")]


def controls_of(units: list[str]) -> dict[str, Any]:
    """Return every subject in every unit and in no known unit, with two collectors who are late in each."""
    figures = [
        {"unit_id": unit, "subject": subject, "items": 12_345, "fen": 308_612_500}
        for subject in SUBJECTS
        for unit in (*units, "")
    ]
    collectors = [
        {"unit_id": unit, "collector": f"收{number:03d}", "held_receipts": 1_234, "held_fen": 30_850_000,
         "oldest_on": "2019-12-20", "deposit_by": "2019-12-25", "is_overdue": True, "is_over_limit": True}
        for unit in (*units, "")
        for number in range(2)
    ]  # fmt: skip
    controls = {"assessed_on": "2020-01-02", "figures": figures, "collectors": collectors}
    return {"subjects": list(SUBJECTS), "controls": controls}


def content_of(pack: Pack, code: str, factor: int = 1, persons: int = 60, view: View | None = None) -> Any:
    """Compose a report of a pack for the whole place or a view; None if the pack has no such report at all."""
    snapshot, period = snapshot_of(pack), Period(code, "once", pack.starts_on, AS_OF, AS_OF)
    edition, report, facts = Edition(period, 0, view or View()), reports.find(code), facts_of(snapshot, factor)
    of_units = [unit["unit_id"] for unit in snapshot.units if unit["is_progress_unit"]]
    days = [day(unit, 12_345, plan_year=snapshot.campaign["plan_year"]) for unit in of_units]
    letter = {**LETTER, "cadence": "once", "period_to": AS_OF.isoformat()}
    of_pack: dict[str, Any] = {"progress": asdict(snapshot), "letters": [letter]}
    if code == "progress":
        return report.compose(edition, asdict(snapshot), facts)
    if code == "bulletin":
        return report.compose(edition, of_pack, BulletinFacts(facts, days))
    if code == "village_poster":
        poster = Edition(period, 0, View(f"villages@{of_units[0]}", (of_units[0],), ("enrolment",)))
        return report.compose(poster, of_pack | {"frame": {"ends_on": "2019-12-31"}}, BulletinFacts(facts, days))
    if code == "appraisal":
        return _appraisal(pack, edition, of_pack, BulletinFacts(facts, days))
    if code in SETTLEMENTS:
        frame = {"letters": [letter], "recipients": {}, "notice": pack.notice.number or ""}
        content = report.compose(edition, asdict(snapshot) | {"frame": frame}, settled_of(snapshot, persons))
        lines = (line._replace(name="买买提·艾合买提江", number="199999************") for line in content.lines)
        return replace(content, lines=tuple(lines)) if code == "settlement_list" else content
    if code == "fiscal_subsidy":
        return report.compose(edition, asdict(snapshot) | subsidy_of(pack, letter), enrolled_of(of_units))
    if code == "money_controls":
        return report.compose(edition, asdict(snapshot) | controls_of(of_units), None)
    if code == "refund_list":
        made = report.compose(edition, asdict(snapshot), refunds_of(snapshot, persons))
        shown = (line._replace(name="买买提·艾合买提江", number="199999************") for line in made.lines)
        return replace(made, lines=tuple(shown))
    if code == "coverage_list":
        of_coverage = {**asdict(snapshot), "grounds": coverage_grounds(pack), "since": None}
        return named(report.compose(edition, of_coverage, covered_of(pack, snapshot, persons)))
    years = [pack.campaign.plan_year - back for back in (1, 2)] if code == "start_roster" else []
    of_list = {**asdict(snapshot), "past": {"plan_years": years, "figures": [], "senders": {}}}
    return named(report.compose(edition, of_list, persons_of(snapshot, persons)))


def _appraisal(pack: Pack, edition: Edition, of_pack: dict[str, Any], facts: BulletinFacts) -> Any:
    if pack.appraisal is None:
        return None
    from pipeline.publish.appraisal import AppraisalFacts, _pack_part

    snapshot = of_pack | _pack_part(pack) | {"letters": of_pack["letters"]}
    return reports.find("appraisal").compose(edition, snapshot, AppraisalFacts(facts.progress, facts.days, []))


def named(content: PersonList) -> PersonList:
    """Return the list with invented names, masked numbers and notes."""
    persons = tuple(
        person._replace(
            name="张三" if number % 3 else "买买提·艾合买提江",
            number="199999************",
            note="随子女在外地居住，多次联系未果" if content.is_whole else "",
        )
        for number, person in enumerate(content.persons)
    )
    return replace(content, persons=persons)


def workbook_of(pack: Pack, code: str, factor: int = 1, persons: int = 60) -> bytes | None:
    """Return the workbook of a report of a pack, without the report's other files; None if the pack has no such."""
    content = content_of(pack, code, factor, persons)
    if content is None:
        return None
    if isinstance(content, PersonList):
        return lists_files.xlsx_bytes(content, content.persons)
    if code in ("refund_list", "settlement_list"):
        makers = {"refund_list": refund_files, "settlement_list": settlement_files}
        return makers[code].list_files(content)[0].content  # type: ignore[no-any-return]
    modules: dict[str, Any] = {
        "appraisal": appraisal_files,
        "bulletin": bulletin_files,
        "fiscal_subsidy": fiscal_subsidy_files,
        "money_controls": money_controls_files,
        "progress": progress_files,
        "settlement": settlement_files,
    }
    made: bytes = modules[code].xlsx_bytes(content)
    return made


def files_of(pack: Pack, code: str, factor: int = 1, persons: int = 60) -> dict[str, File]:
    """Return the files of a report of a pack by ending; none if the pack has no such report at all."""
    content = content_of(pack, code, factor, persons)
    if content is None:
        return {}
    return {file.name.rpartition(".")[2]: file for file in reports.find(code).files(content)}
