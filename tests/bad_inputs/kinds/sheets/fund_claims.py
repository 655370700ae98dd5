"""M. Lists of what funds are asked to pay, sent under their own source: kinds 340 to 342."""

from __future__ import annotations

import random
from dataclasses import replace

from tests.bad_inputs.files.clean_rows import CATEGORIES, UNITS
from tests.bad_inputs.files.forms import TAX, yuan
from tests.bad_inputs.files.grid import Grid
from tests.bad_inputs.files.make import Damage, in_csv, in_xls, in_xlsx
from tests.bad_inputs.files.workbook_damages import titles
from tests.bad_inputs.kinds.model import Kind, kind, loads, quarantines, rejects
from tests.support.files.builders import LAYOUTS, FakeSource

BATCHES = replace(
    TAX,
    source=FakeSource("fund_claim", "fund_claim", "fund_claim", "full", CATEGORIES),
    layout="fund_claim_batches",
    header=("序号", "镇（街）", "姓名", "身份证号码", "人员编号", "代缴类别", "代缴金额", "个人缴费金额", "请款批次"),
    cells=lambda t: [
        None, t.unit, t.name, t.number, f"44{t.receipt}", t.category, yuan(t.fen), "0", "第一批",
    ],
    values=lambda t: {
        "category": CATEGORIES[t.category], "claimed_fen": t.fen, "personal_fen": 0, "batch": "第一批",
        "unit_id": UNITS[t.unit],
    },
    encoding="utf-8",
)  # fmt: skip
DETAIL = replace(
    BATCHES,
    layout="fund_claim",
    header=("序号", "街道乡镇", "姓名", "身份证件号码", "人员编号", "代缴类别", "代缴金额", "个人缴费日期"),
    cells=lambda t: [
        None, t.unit, t.name, t.number, f"44{t.receipt}", t.category, yuan(t.fen), t.collected.isoformat(),
    ],
    values=lambda t: {**BATCHES.values(t), "personal_fen": None, "batch": None},
)  # fmt: skip
_FORMS = {"alternatives": (LAYOUTS["fund_claim_batches"],)}


def _with(heading: str, text: str) -> Damage:
    def damage(table: Grid, rng: random.Random) -> None:
        line = rng.choice(table.data)
        line.cells = [text if name == heading else cell for name, cell in zip(table.header, line.cells, strict=True)]
        line.hit = True

    return damage


KINDS: tuple[Kind, ...] = (
    kind(
        340, "a list of what funds pay, sent under its own source", "N",
        ("detail", in_xlsx(DETAIL, total=False, context=_FORMS), loads()),
        ("with a title", in_xlsx(DETAIL, titles("2020年税务代缴明细"), total=False, context=_FORMS), loads()),
        ("a request by batch", in_csv(BATCHES, context=_FORMS), loads("form_differs")),
        ("old workbook", in_xls(BATCHES, context=_FORMS), loads()),
        decided="claims are no payments; 人员编号 identifies nobody",
    ),
    kind(
        341, "a claim of nothing, or no amount", "Q",
        ("zero", in_csv(BATCHES, _with("代缴金额", "0.00"), context=_FORMS),
         quarantines("claim_not_positive", remarks=("form_differs",))),
        ("negative", in_xlsx(DETAIL, _with("代缴金额", "-130"), total=False, context=_FORMS),
         quarantines("claim_not_positive")),
        ("blank", in_xls(BATCHES, _with("代缴金额", ""), context=_FORMS), quarantines("amount_blank")),
        ("a word", in_xls(DETAIL, _with("代缴金额", "全额"), context=_FORMS), quarantines("amount_format")),
        ("less than nothing from the person", in_xls(BATCHES, _with("个人缴费金额", "-120"), context=_FORMS),
         quarantines("amount_negative")),
        decided="earlier claims are corrected by a higher version of the whole list",
    ),
    kind(
        342, "receipts, sent as what funds pay", "R",
        *((name, make(replace(TAX, source=BATCHES.source, layout=None), context=_FORMS), rejects("other_layout"))
          for name, make in (("csv", in_csv), ("workbook", in_xlsx), ("old workbook", in_xls))),
    ),
)  # fmt: skip
