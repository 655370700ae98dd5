"""Changes that make a legal pack look wrong, each with a near miss that must not cause the warning."""

from typing import NamedTuple

from tests.support.packs.changed_packs import PACKS

HEYUAN, KAIJIANG, HEFEI, ZHAOQING, DONGAN = PACKS


class Edit(NamedTuple):
    """Replace the first `old` after the text `after` by `new`."""

    old: str
    new: str
    after: str = ""


class WarningCase(NamedTuple):
    """`bad` must cause the warning on the line of `at` (the first after `after`); `good` must not."""

    name: str
    code: str
    pack: str
    bad: tuple[Edit, ...]
    at: str
    after: str
    good: tuple[Edit, ...] = ()


SUBSIDY = "category: registered_poor\n    kind"
CITED = "requirement_ids: [DA-05]\n    clause: 四、参保缴费时间\n    quote: 一次性足额缴纳基本医疗保险费\n"
OLD = "{phase: in_window, min_age: 60, age_on: 2019-12-31}"
PRICE = f"  - rule_id: DA-05-old\n    {CITED}    plan_year: 2020\n    when: {OLD}\n    price: {{fen: 20000}}\n"
KNOWN = f"  - rule_id: DA-05-known\n    {CITED}    when: {{phase: late, continuing: true}}\n" + (
    "    starts: [{base: payment}]\n"
)


def waiting(suffix: str, when: str, missed: int = 0) -> str:
    """Write one rule of the section `waiting`."""
    return (
        f"  - rule_id: DA-05-{suffix}\n    {CITED}    when: {when}\n    min_missed_years: {missed}\n"
        "    counts_from_year: 2018\n    fixed_months: 3\n    months_per_missed_year: 1\n"
        "    first_missed_year_counts: true\n"
    )


NEWLY = f"recognised_after_window:\n    rule_id: DA-05-newly\n    {CITED}    effect: "
REWARD = f"reward:\n    rule_id: DA-05-reward\n    {CITED}    after_years: 4\n    fen_per_year: 100000\n"
HISTORY = (
    f"  - rule_id: DA-05-history\n    {CITED}    source: history\n    kind: history\n"
    "    sender_label: 东安县医疗保障局\n    layout: history\n    list_mode: full\n"
)
FLOW = CITED.strip().replace("\n    ", ", ")
TIERS = (
    f"tiers:\n  - {{rule_id: DA-05-t1, {FLOW}, tier: standard, label_zh: 一档}}\n"
    f"  - {{rule_id: DA-05-t2, {FLOW}, tier: second, label_zh: 二档}}\n"
)


def second(fen: int) -> str:
    """Write the prices of the second tier: this sum in the windows of 2020, open otherwise."""
    return "".join(
        f"  - rule_id: DA-05-s{number}\n    {CITED}    plan_year: {year}\n    tier: second\n"
        f"    when: {{phase: {phase}}}\n    price: {price}\n"
        for number, (year, phase, price) in enumerate(
            [(2020, "in_window", f"{{fen: {fen}}}"), (2020, "late", "{undefined: 未定}"),
             (2019, "in_window", "{undefined: 未定}"), (2019, "late", "{undefined: 未定}")]
        )
    )  # fmt: skip


CASES = [
    WarningCase(
        "days between two windows", "doubt.window_gap", HEYUAN, (), "starts_on: 2019-09-15", "windows:",
        (Edit("starts_on: 2019-09-15", "starts_on: 2019-09-11", "windows:"),),
    ),
    WarningCase(
        "one day between two windows", "doubt.window_gap", HEYUAN,
        (Edit("starts_on: 2019-09-15", "starts_on: 2019-09-12", "windows:"),), "starts_on: 2019-09-12", "windows:",
        (Edit("ends_on: 2019-09-10", "ends_on: 2019-09-14", "windows:"),),
    ),
    WarningCase(
        "a window of the year after", "doubt.window_after_plan_year", KAIJIANG,
        (Edit("starts_on: 2019-09-01\n    ends_on: 2019-12-25", "starts_on: 2021-01-01\n    ends_on: 2021-12-25",
              "windows:"),),
        "starts_on: 2021-01-01", "windows:",
        (Edit("starts_on: 2019-09-01\n    ends_on: 2019-12-25", "starts_on: 2020-12-31\n    ends_on: 2021-12-25",
              "windows:"),),
    ),
    WarningCase(
        "a title of another year", "doubt.plan_year_title", DONGAN,
        (Edit("title: 东安县2020年度", "title: 东安县2021年度", "notice:"),), "plan_year: 2020", "campaign:",
        (Edit("title: 东安县2020年度", "title: 东安县本年度", "notice:"),),
    ),
    WarningCase(
        "a title of the year of collection", "doubt.plan_year_title", HEFEI, (), "plan_year: 2021", "campaign:",
        (Edit("title: 合肥市2020年", "title: 合肥市2020年征缴2021年", "notice:"),),
    ),
    WarningCase(
        "a deadline of the wrong year", "doubt.day_outside_campaign", DONGAN,
        (Edit("due_on: 2019-10-31", "due_on: 2020-10-31", "deadlines:"),), "due_on: 2020-10-31", "deadlines:",
        (Edit("due_on: 2019-10-31", "due_on: 2020-01-31", "deadlines:"),),
    ),
    WarningCase(
        "a first list long before the campaign", "doubt.day_outside_campaign", DONGAN,
        (Edit("first_due_on: 2019-08-31", "first_due_on: 2019-07-31", "sources:"),), "first_due_on: 2019-07-31",
        "sources:", (Edit("first_due_on: 2019-08-31", "first_due_on: 2019-08-01", "sources:"),),
    ),
    WarningCase(
        "a cut-off after the plan year", "doubt.day_outside_campaign", DONGAN,
        (Edit("cut_off_on: 2020-12-31", "cut_off_on: 2021-12-31", "appraisal:"),), "cut_off_on: 2021-12-31",
        "appraisal:",
    ),
    WarningCase(
        "a day that parts persons, of the wrong year", "doubt.day_outside_campaign", DONGAN,
        (Edit("after: 2019-10-01", "after: 2018-10-01", "pay_first:"),), "after: 2018-10-01", "pay_first:",
    ),
    WarningCase(
        "a meeting before the notice", "doubt.day_before_notice", DONGAN,
        (Edit("due_on: 2019-10-31", "due_on: 2019-10-28", "deadlines:"),), "due_on: 2019-10-28", "deadlines:",
        (Edit("due_on: 2019-10-31", "due_on: 2019-10-28\n    inferred: 由医保局设定", "deadlines:"),),
    ),
    WarningCase(
        "a unit that was gone", "doubt.ended", DONGAN,
        (Edit("aliases: [大盛]", "aliases: [大盛], valid_to: 2019-08-31", "units:"),), "aliases: [大盛]", "units:",
        (Edit("aliases: [大盛]", "aliases: [大盛], valid_to: 2019-09-01", "units:"),),
    ),
    WarningCase(
        "a unit that was gone, with a successor", "doubt.ended", DONGAN,
        (Edit("aliases: [大盛]", "aliases: [大盛], valid_to: 2019-08-31", "units:"),), "aliases: [大盛]", "units:",
        (Edit("aliases: [大盛]", "aliases: [大盛], valid_to: 2019-08-31, successors: [da-nanqiao]", "units:"),),
    ),
    WarningCase(
        "a subsidy above the standard", "doubt.subsidy_above_standard", DONGAN,
        (Edit("amount_fen: 13000\n    personal_fen: 12000", "amount_fen: 25100", SUBSIDY),), "amount_fen: 25100",
        SUBSIDY, (Edit("amount_fen: 13000\n    personal_fen: 12000", "amount_fen: 25000", SUBSIDY),),
    ),
    WarningCase(
        "a share above the whole", "doubt.subsidy_above_standard", HEFEI,
        (Edit("share_bp: 9000", "share_bp: 10100", "subsidies:"),), "share_bp: 10100", "subsidies:",
        (Edit("share_bp: 9000", "share_bp: 10000", "subsidies:"),),
    ),
    WarningCase(
        "a printed total that differs", "doubt.total_differs", DONGAN, (), "total_acknowledged:", "targets:",
        (Edit("      total_acknowledged: 各行相加为578501,比所印合计多1;以各行为准,所印合计保留备查\n", "", "targets:"),
         Edit("persons: 578500", "persons: 578501", "targets:")),
    ),
    WarningCase(
        "a goal above the whole", "doubt.goal_above_whole", DONGAN,
        (Edit("goal_bp: 9500", "goal_bp: 95000", "goals:"),), "goal_bp: 95000", "goals:",
    ),
    WarningCase(
        "a target of zero", "doubt.target_of_zero", HEFEI,
        (Edit("persons: null", "persons: 0", "targets:"),), "persons: 0", "targets:",
    ),
    WarningCase(
        "an amount that the quote does not hold", "doubt.quote_without_amount", DONGAN,
        (Edit("财政兜底130元", "财政兜底150元", "- rule_id: DA-08\n    requirement_ids: [DA-08]\n    clause: 六"),),
        "amount_fen: 13000", SUBSIDY,
        (Edit("参保个人缴纳120元,财政兜底130元", "按规定给予50%以上的资助", "subsidies:"),),
    ),
    WarningCase(
        "a number of another size", "doubt.quote_without_amount", KAIJIANG,
        (Edit("amount_fen: 2000000", "amount_fen: 200000", "cash_limits:"),), "amount_fen: 200000", "cash_limits:",
    ),
    WarningCase(
        "an amount that is inferred", "doubt.quote_without_amount", KAIJIANG,
        (Edit("金额达到 2 万元", "金额达到 3 万元", "cash_limits:"),), "amount_fen: 2000000", "cash_limits:",
        (Edit("    amount_fen: 2000000", "    inferred: 按会议决定\n    amount_fen: 2000000", "cash_limits:"),
         Edit("金额达到 2 万元", "金额达到 3 万元", "cash_limits:")),
    ),
    WarningCase(
        "a category that nobody sends", "doubt.category_unsent", HEFEI,
        (Edit("      贫困边缘人口: marginal_poor\n", "", "sources:"),), "category: marginal_poor", "categories:",
    ),
    WarningCase(
        "a fund that pays for nobody", "doubt.payer_unused", DONGAN,
        (Edit("payer: fiscal\n    tie_order: 1", "payer: medical_aid\n    tie_order: 1", "subsidies:"),),
        "payer: fiscal", "payers:",
    ),
    WarningCase(
        "an office that gets nothing", "doubt.recipient_unused", DONGAN,
        (Edit("[county_inspection_office, county_tax", "[county_tax", "publications:"),),
        "recipient: county_inspection_office", "recipients:",
    ),
    WarningCase(
        "one letter apart", "doubt.names_alike", DONGAN,
        (Edit("name: 紫溪市镇", "name: 白芽市镇", "units:"),), "name: 白芽市镇", "units:",
        (Edit("name: 紫溪市镇, aliases: [紫溪市]", "name: 白东市镇", "units:"),
         Edit("name: 白牙市镇, aliases: [白牙市]", "name: 白西市镇", "units:")),
    ),
    WarningCase(
        "equal but for the kind", "doubt.names_alike", DONGAN,
        (Edit("name: 川岩乡, aliases: [川岩]", "name: 水岭镇", "units:"),), "name: 水岭乡", "units:",
        (Edit("name: 川岩乡", "name: 水口乡", "units:"),),
    ),
    WarningCase(
        "a price behind one for everybody", "doubt.out_of_reach", DONGAN,
        (Edit("\nfunding:", f"\n{PRICE}funding:"),), "rule_id: DA-05-old", "prices:",
        (Edit("\nprices:\n", f"\nprices:\n{PRICE}"),),
    ),
    WarningCase(
        "a coverage rule behind one for everybody", "doubt.out_of_reach", DONGAN,
        (Edit("\nsources:", f"\n{KNOWN}sources:"),), "rule_id: DA-05-known", "coverage:",
        (Edit("\ncoverage:\n", f"\ncoverage:\n{KNOWN}"),),
    ),
    WarningCase(
        "a waiting rule behind one for everybody", "doubt.out_of_reach", DONGAN,
        (Edit("\nsources:", f"\nwaiting:\n{waiting('a', '{}')}{waiting('b', '{continuing: false}', 1)}sources:"),),
        "rule_id: DA-05-b", "waiting:",
        (Edit("\nsources:", f"\nwaiting:\n{waiting('b', '{continuing: false}', 1)}{waiting('a', '{}')}sources:"),),
    ),
    WarningCase(
        "a waiting rule behind one for who missed more", "doubt.out_of_reach", DONGAN,
        (Edit("\nsources:", f"\nwaiting:\n{waiting('a', '{}', 1)}{waiting('b', '{}', 4)}sources:"),),
        "rule_id: DA-05-b", "waiting:",
        (Edit("\nsources:", f"\nwaiting:\n{waiting('a', '{}', 5)}{waiting('b', '{}', 4)}sources:"),),
    ),
    WarningCase(
        "a subsidy that begins after the plan year", "doubt.holds_on_no_day", DONGAN,
        (Edit("{unless_any: [registered_poor]}", "{unless_any: [registered_poor], valid_from: 2021-01-01}"),),
        "valid_from: 2021-01-01", "subsidies:",
        (Edit("{unless_any: [registered_poor]}", "{unless_any: [registered_poor], valid_from: 2020-12-31}"),),
    ),
    WarningCase(
        "a late rule that ends with the windows", "doubt.holds_on_no_day", DONGAN,
        (Edit("when: {phase: late}", "when: {phase: late, valid_to: 2019-12-31}", "coverage:"),),
        "valid_to: 2019-12-31", "coverage:",
        (Edit("when: {phase: late}", "when: {phase: late, valid_to: 2020-01-01}", "coverage:"),),
    ),
    WarningCase(
        "a rule inside the windows that begins after them", "doubt.holds_on_no_day", DONGAN,
        (Edit("when: {phase: late}", "when: {phase: in_window, valid_from: 2020-01-01}", "coverage:"),),
        "valid_from: 2020-01-01", "coverage:",
        (Edit("when: {phase: late}", "when: {phase: in_window, valid_from: 2019-12-31}", "coverage:"),),
    ),
    WarningCase(
        "a second tier that costs less", "doubt.tier_below_default", DONGAN,
        (Edit("\nfunding:", f"\n{second(24900)}funding:"), Edit("\nprices:", f"\n{TIERS}prices:")),
        "rule_id: DA-05-t2", "tiers:",
        (Edit("\nfunding:", f"\n{second(25000)}funding:"), Edit("\nprices:", f"\n{TIERS}prices:")),
    ),
    WarningCase(
        "a subsidy for persons recognised late without a late price", "doubt.late_subsidy_without_price", DONGAN,
        (Edit("\nemployee_insurance:", f"\n{NEWLY}subsidised\nemployee_insurance:"),),
        "effect: subsidised", "recognised_after_window:",
        (Edit("\nemployee_insurance:", f"\n{NEWLY}undefined\nemployee_insurance:"),),
    ),
    WarningCase(
        "a reward without the past years", "doubt.history_unsent", DONGAN,
        (Edit("\nsources:", f"\n{REWARD}sources:"),), "reward:", "coverage:",
        (Edit("\nsources:", f"\n{REWARD}sources:\n{HISTORY.rstrip()}"),),
    ),
    WarningCase(
        "waiting months without the past years", "doubt.history_unsent", DONGAN,
        (Edit("\nsources:", f"\nwaiting:\n{waiting('a', '{}')}sources:"),), "rule_id: DA-05-a", "waiting:",
        (Edit("\nsources:", f"\nwaiting:\n{waiting('a', '{}')}sources:\n{HISTORY.rstrip()}"),),
    ),
]  # fmt: skip
