"""Changes that make a pack look wrong though it stays legal, each beside a near miss that must not be doubted."""

from typing import NamedTuple

from tests.policy.broken import PACKS

HEYUAN, KAIJIANG, HEFEI, ZHAOQING, DONGAN = PACKS


class Edit(NamedTuple):
    """Replace the first `old` behind `after` by `new`."""

    old: str
    new: str
    after: str = ""


class Doubted(NamedTuple):
    """`bad` must be doubted on the line that holds `at` (the first behind `after`), `good` must not be."""

    name: str
    code: str
    pack: str
    bad: tuple[Edit, ...]
    at: str
    after: str
    good: tuple[Edit, ...] = ()


SUBSIDY = "category: registered_poor\n    kind"
CASES = [
    Doubted(
        "days between two windows", "doubt.window_gap", HEYUAN, (), "starts_on: 2019-09-15", "windows:",
        (Edit("starts_on: 2019-09-15", "starts_on: 2019-09-11", "windows:"),),
    ),
    Doubted(
        "one day between two windows", "doubt.window_gap", HEYUAN,
        (Edit("starts_on: 2019-09-15", "starts_on: 2019-09-12", "windows:"),), "starts_on: 2019-09-12", "windows:",
        (Edit("ends_on: 2019-09-10", "ends_on: 2019-09-14", "windows:"),),
    ),
    Doubted(
        "a window of the year after", "doubt.window_after_plan_year", KAIJIANG,
        (Edit("starts_on: 2019-09-01\n    ends_on: 2019-12-25", "starts_on: 2021-01-01\n    ends_on: 2021-12-25",
              "windows:"),),
        "starts_on: 2021-01-01", "windows:",
        (Edit("starts_on: 2019-09-01\n    ends_on: 2019-12-25", "starts_on: 2020-12-31\n    ends_on: 2021-12-25",
              "windows:"),),
    ),
    Doubted(
        "a title of another year", "doubt.plan_year_title", DONGAN,
        (Edit("title: 东安县2020年度", "title: 东安县2021年度", "notice:"),), "plan_year: 2020", "campaign:",
        (Edit("title: 东安县2020年度", "title: 东安县本年度", "notice:"),),
    ),
    Doubted(
        "a title of the year of collection", "doubt.plan_year_title", HEFEI, (), "plan_year: 2021", "campaign:",
        (Edit("title: 合肥市2020年", "title: 合肥市2020年征缴2021年", "notice:"),),
    ),
    Doubted(
        "a deadline of the wrong year", "doubt.day_outside_campaign", DONGAN,
        (Edit("due_on: 2019-10-31", "due_on: 2020-10-31", "deadlines:"),), "due_on: 2020-10-31", "deadlines:",
        (Edit("due_on: 2019-10-31", "due_on: 2020-01-31", "deadlines:"),),
    ),
    Doubted(
        "a first list long before the campaign", "doubt.day_outside_campaign", DONGAN,
        (Edit("first_due_on: 2019-08-31", "first_due_on: 2019-07-31", "sources:"),), "first_due_on: 2019-07-31",
        "sources:", (Edit("first_due_on: 2019-08-31", "first_due_on: 2019-08-01", "sources:"),),
    ),
    Doubted(
        "a cut-off after the plan year", "doubt.day_outside_campaign", DONGAN,
        (Edit("cut_off_on: 2020-12-31", "cut_off_on: 2021-12-31", "appraisal:"),), "cut_off_on: 2021-12-31",
        "appraisal:",
    ),
    Doubted(
        "a day that parts persons, of the wrong year", "doubt.day_outside_campaign", DONGAN,
        (Edit("after: 2019-10-01", "after: 2018-10-01", "pay_first:"),), "after: 2018-10-01", "pay_first:",
    ),
    Doubted(
        "a meeting before the notice", "doubt.day_before_notice", DONGAN,
        (Edit("due_on: 2019-10-31", "due_on: 2019-10-28", "deadlines:"),), "due_on: 2019-10-28", "deadlines:",
        (Edit("due_on: 2019-10-31", "due_on: 2019-10-28\n    inferred: 由医保局设定", "deadlines:"),),
    ),
    Doubted(
        "a unit that was gone", "doubt.ended", DONGAN,
        (Edit("aliases: [大盛]", "aliases: [大盛], valid_to: 2019-08-31", "units:"),), "aliases: [大盛]", "units:",
        (Edit("aliases: [大盛]", "aliases: [大盛], valid_to: 2019-09-01", "units:"),),
    ),
    Doubted(
        "a unit that was gone, with a successor", "doubt.ended", DONGAN,
        (Edit("aliases: [大盛]", "aliases: [大盛], valid_to: 2019-08-31", "units:"),), "aliases: [大盛]", "units:",
        (Edit("aliases: [大盛]", "aliases: [大盛], valid_to: 2019-08-31, successors: [da-nanqiao]", "units:"),),
    ),
    Doubted(
        "a subsidy above the standard", "doubt.subsidy_above_standard", DONGAN,
        (Edit("amount_fen: 13000\n    personal_fen: 12000", "amount_fen: 25100", SUBSIDY),), "amount_fen: 25100",
        SUBSIDY, (Edit("amount_fen: 13000\n    personal_fen: 12000", "amount_fen: 25000", SUBSIDY),),
    ),
    Doubted(
        "a share above the whole", "doubt.subsidy_above_standard", HEFEI,
        (Edit("share_bp: 9000", "share_bp: 10100", "subsidies:"),), "share_bp: 10100", "subsidies:",
        (Edit("share_bp: 9000", "share_bp: 10000", "subsidies:"),),
    ),
    Doubted(
        "a printed total that differs", "doubt.total_differs", DONGAN, (), "total_acknowledged:", "targets:",
        (Edit("    total_acknowledged: 各行相加为578501,比所印合计多1;以各行为准,所印合计保留备查\n", "", "targets:"),
         Edit("persons: 578500", "persons: 578501", "targets:")),
    ),
    Doubted(
        "a goal above the whole", "doubt.goal_above_whole", DONGAN,
        (Edit("goal_bp: 9500", "goal_bp: 95000", "goals:"),), "goal_bp: 95000", "goals:",
    ),
    Doubted(
        "a target of nought", "doubt.target_of_zero", HEFEI,
        (Edit("persons: null", "persons: 0", "targets:"),), "persons: 0", "targets:",
    ),
    Doubted(
        "an amount that the quote does not hold", "doubt.quote_without_amount", DONGAN,
        (Edit("财政兜底130元", "财政兜底150元", "- rule_id: DA-08\n    requirement_ids: [DA-08]\n    clause: 六"),),
        "amount_fen: 13000", SUBSIDY,
        (Edit("参保个人缴纳120元,财政兜底130元", "按规定给予50%以上的资助", "subsidies:"),),
    ),
    Doubted(
        "a number of another size", "doubt.quote_without_amount", KAIJIANG,
        (Edit("amount_fen: 2000000", "amount_fen: 200000", "cash_limits:"),), "amount_fen: 200000", "cash_limits:",
    ),
    Doubted(
        "an amount that is inferred", "doubt.quote_without_amount", KAIJIANG,
        (Edit("金额达到 2 万元", "金额达到 3 万元", "cash_limits:"),), "amount_fen: 2000000", "cash_limits:",
        (Edit("    amount_fen: 2000000", "    inferred: 按会议决定\n    amount_fen: 2000000", "cash_limits:"),
         Edit("金额达到 2 万元", "金额达到 3 万元", "cash_limits:")),
    ),
    Doubted(
        "a category that nobody sends", "doubt.category_unsent", HEFEI,
        (Edit("      贫困边缘人口: marginal_poor\n", "", "sources:"),), "category: marginal_poor", "categories:",
    ),
    Doubted(
        "a fund that pays for nobody", "doubt.payer_unused", DONGAN,
        (Edit("payer: fiscal\n    tie_order: 1", "payer: medical_aid\n    tie_order: 1", "subsidies:"),),
        "payer: fiscal", "payers:",
    ),
    Doubted(
        "an office that gets nothing", "doubt.recipient_unused", DONGAN,
        (Edit("[county_inspection_office, county_tax", "[county_tax", "publications:"),),
        "recipient: county_inspection_office", "recipients:",
    ),
    Doubted(
        "one letter apart", "doubt.names_alike", DONGAN,
        (Edit("name: 紫溪市镇", "name: 白芽市镇", "units:"),), "name: 白芽市镇", "units:",
        (Edit("name: 紫溪市镇, aliases: [紫溪市]", "name: 白东市镇", "units:"),
         Edit("name: 白牙市镇, aliases: [白牙市]", "name: 白西市镇", "units:")),
    ),
    Doubted(
        "equal but for the kind", "doubt.names_alike", DONGAN,
        (Edit("name: 川岩乡, aliases: [川岩]", "name: 水岭镇", "units:"),), "name: 水岭乡", "units:",
        (Edit("name: 川岩乡", "name: 水口乡", "units:"),),
    ),
]  # fmt: skip
