"""Warnings about figures: subsidies above the standard, totals that differ, amounts that the quote does not contain."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from transforms.policy.model.appraisal import Appraisal
from transforms.policy.model.base import Cited
from transforms.policy.model.conduct import Funding
from transforms.policy.model.pack import list_tier_codes
from transforms.policy.model.places import PrintedTotal
from transforms.policy.model.sections import Sections
from transforms.policy.model.subsidies import Subsidy
from transforms.policy.model.subsidy_amounts import stated_fen
from transforms.policy.model.walk import Path, leaves_of, models_in, name_of, own_leaves
from transforms.strict_yaml.problems import Finding, build_warning
from transforms.text.figures import short_decimal, yuan_zh

_WHOLE_BP = 10_000
_GIVEN = frozenset({"amount_fen", "share_bp"})
_GOALS = frozenset({"goal_bp", "full_at_bp"})
# A number before these units is not money: years, days, ages, numbers of clauses, counts of objects and persons, rates.
_OTHER_UNIT = r"(?:\s*(?:年|月|日|号|项|条|款|天|周岁|岁|个|%|‰|级|名|人次|例|分|倍|户))"
_NUMBER = re.compile(rf"(?<![0-9.])([0-9]+(?:\.[0-9]+)?)(?![0-9.])(?!{_OTHER_UNIT})\s*(万?)")


def subsidies_above_standard(sections: Sections) -> Iterator[Finding]:
    """Yield a warning for each subsidy rule whose payers give more than the highest price inside the windows.

    Only prices of the campaign's plan year and of the default tier count. `sections`: section name -> its model; it
    must have `subsidies`, `prices` and `campaign`. A finding states the place in the pack, the fault and the remedy, in
    Chinese and English.
    """
    standard = _highest_price(sections)
    for index, subsidy in enumerate(sections["subsidies"]):
        stated = None if standard is None else stated_fen(subsidy, standard)
        if stated is not None and standard is not None and stated > standard:
            yield _above(_first_figure(subsidy, ("subsidies", index)), stated, standard)


def _first_figure(subsidy: Subsidy, path: Path) -> Path:
    paths = (at for at, value in leaves_of(subsidy, path) if _is_number(value) and name_of(at) in _GIVEN)
    return next(paths, path)


def _above(path: Path, given: int, standard: int) -> Finding:
    return build_warning(
        path,
        "doubt.subsidy_above_standard",
        f"资助{yuan_zh(given)}，高于个人缴费标准{yuan_zh(standard)}，超出部分不付",
        "看金额单位是否是分；通知确是如此则不必改",
        f"the subsidy of {short_decimal(given)} yuan is larger than the standard of {short_decimal(standard)} yuan; "
        "what is above is not paid",
        "see whether the amount is in fen; leave it if the notice gives more than the standard",
    )


def _highest_price(sections: Sections) -> int | None:
    """The highest price of the plan year and the default tier inside the windows: what subsidies are compared with."""
    plan_year, tier = sections["campaign"].plan_year, list_tier_codes(sections.get("tiers", ()))[0]
    sums = [
        price.price.fen
        for price in sections["prices"]
        if price.plan_year == plan_year and price.tier == tier and price.when.phase != "late"
    ]
    return max((fen for fen in sums if fen is not None), default=None)


def acknowledged_totals(sections: Sections) -> Iterator[Finding]:
    """Yield a warning for each printed total that is not the sum of its parts, although the pack explains it.

    The explanation is the field `total_acknowledged`; the warning quotes it. `sections`: section name -> its model;
    missing ones are not checked. A finding states the place in the pack, the fault and the remedy, in Chinese and
    English.
    """
    for path, model in models_in(sections):
        text = model.total_acknowledged if isinstance(model, Appraisal | Funding | PrintedTotal) else None
        if text is not None:
            yield build_warning(
                (*path, "total_acknowledged"),
                "doubt.total_differs",
                f"所印合计与各项之和不等：{text}",
                "向发文单位核实；各项数字为准",
                f"the printed total is not the sum of its parts: {text}",
                "ask the issuer of the notice; the parts count",
            )


def goals_above_100_percent(sections: Sections) -> Iterator[Finding]:
    """Yield a warning for each goal above 100 %, and for each appraisal item that gives full points only above 100 %.

    `sections`: section name -> its model; missing ones are not checked. A finding states the place in the pack, the
    fault and the remedy, in Chinese and English.
    """
    for path, value in leaves_of(sections):
        if name_of(path) in _GOALS and _is_number(value) and value > _WHOLE_BP:
            yield build_warning(
                path,
                "doubt.goal_above_whole",
                f"目标 {short_decimal(value)}% 超过 100%",
                "看是否多写了零：10000 是 100%",
                f"the goal is {short_decimal(value)} %, more than 100 %",
                "check for an additional zero: 10000 is 100 %",
            )


def targets_of_zero(sections: Sections) -> Iterator[Finding]:
    """Yield a warning for each target or printed total of 0: most often the notice leaves the figure blank.

    `sections`: section name -> its model; it must have `targets`. A finding states the place in the pack, the fault and
    the remedy, in Chinese and English.
    """
    for path, value in leaves_of(sections["targets"], ("targets",)):
        if _is_number(value) and value == 0:
            is_total = "printed_total" in path
            yield build_warning(
                path,
                "doubt.target_of_zero",
                "任务数是 0",
                "通知未印合计时写 printed_total: null" if is_total else "通知未印数字时写 null，不写 0",
                "the target is 0",
                f"where the notice prints nothing write {'printed_total: null' if is_total else 'null, not 0'}",
            )


def quotes_without_their_amount(sections: Sections) -> Iterator[Finding]:
    """Yield a warning for each amount that its quote does not contain, although the quote contains other sums of money.

    Amounts that the pack states as inferred are not checked, and neither are missing sections. A finding states the
    place in the pack, the fault and the remedy, in Chinese and English.
    """
    for path, model in models_in(sections):
        if not isinstance(model, Cited) or model.inferred is not None:
            continue
        sums = parse_sums(model.quote)
        for at, value in own_leaves(model, path):
            if sums and _is_number(value) and _is_fen(at) and value not in sums:
                yield build_warning(
                    at,
                    "doubt.quote_without_amount",
                    f"{short_decimal(value)}元，而引文“{model.quote}”里没有这个数",
                    "核对金额，或改引写明该金额的那句话",
                    f"{short_decimal(value)} yuan, a number that the quote does not hold",
                    "compare the amount, or quote the words that state it",
                )


def parse_sums(quote: str) -> set[int]:
    """Collect the sums of money in a quote from the notice, in fen.

    A bare number counts as yuan; numbers before a unit of years, days, rates or counts are left out.
    """
    text = unicodedata.normalize("NFKC", quote).replace(",", "")
    sums = (Decimal(number) * (1_000_000 if ten_thousand else 100) for number, ten_thousand in _NUMBER.findall(text))
    return {int(fen) for fen in sums if fen == int(fen)}


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_fen(path: Path) -> bool:
    return name_of(path) == "fen" or name_of(path).endswith("_fen") or "_fen_" in name_of(path)
