"""What a subsidy gives, said in Chinese, and what is left to the person, whatever the number of its payers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from transforms.policy.model.walk import models_in
from transforms.policy.words.labels import word_label
from transforms.policy.words.phrases import Names
from transforms.text.figures import yuan_or_rate_zh, yuan_zh

# fields that say what is given and by whom; the others say to whom and when
GIVING = frozenset({"kind", "amount_fen", "share_bp", "rounding", "payer", "personal_fen", "parts", "reason"})
_NOTHING_GIVEN = {"none": "不资助", "undefined": "资助金额未定"}


def grant_zh(subsidy: BaseModel, names: Names) -> str:
    """Who gives what: 财政补助130元; 医疗救助资金全额补助; 不资助; 资助金额未定."""
    kind = getattr(subsidy, "kind", None)
    if kind in _NOTHING_GIVEN:
        return _NOTHING_GIVEN[kind]
    said = [_part(part, names, "全额补助" if first else "补助其余部分") for first, part in _first_marked(subsidy)]
    return "，".join(said) or "资助金额未定"


def special_terms_zh(subsidy: BaseModel, names: Names) -> str:
    """How it is given where that is not as usual: on top, reimbursed, to employees too, another tier's benefits."""
    said = ["与其他资助叠加"] if getattr(subsidy, "on_top", False) else []
    said += ["先缴后补"] if getattr(subsidy, "paid", None) == "reimbursed" else []
    gained = getattr(subsidy, "gained", None)
    said += [f"缴费后取得身份的{word_label('gained', gained)}"] if gained else []
    said += ["参加职工医保的也资助"] if getattr(subsidy, "despite_employee_insurance", False) else []
    tier = getattr(subsidy, "enjoys_tier", None)
    said += [f"享受{names.of('tier', tier)}待遇"] if tier else []
    return "，".join(said)


def _first_marked(subsidy: BaseModel) -> Iterator[tuple[bool, Any]]:
    return ((place == 0, part) for place, part in enumerate(_parts(subsidy)))


def _part(part: Any, names: Names, rest: str) -> str:
    payer = names.of("payer", part.payer)
    how_much = yuan_or_rate_zh(getattr(part, "amount_fen", None), getattr(part, "share_bp", None))
    return f"{payer}补助{how_much}" if how_much else f"{payer}{rest}"


def _parts(subsidy: BaseModel) -> Iterator[Any]:
    """The subsidy itself where it has a payer, and each part of it that has one."""
    return (model for _, model in models_in(subsidy) if getattr(model, "payer", None) is not None)


def grant_change_zh(old: BaseModel, new: BaseModel, names: tuple[Names, Names]) -> str:
    """From what to what: 财政补助由130元改为140元, or the whole where payer or kind differ."""
    before, after = grant_zh(old, names[0]), grant_zh(new, names[1])
    if before == after:
        return f"{after}不变"
    olds, news = list(_parts(old)), list(_parts(new))
    if len(olds) == len(news) == 1:
        payers = names[0].of("payer", olds[0].payer), names[1].of("payer", news[0].payer)
        sums = [
            yuan_or_rate_zh(getattr(one, "amount_fen", None), getattr(one, "share_bp", None)) for one in olds + news
        ]
        if payers[0] == payers[1] and all(sums):
            return f"{payers[1]}补助由{sums[0]}改为{sums[1]}"
    return f"由{before}改为{after}"


def personal_change_zh(before: int | None, after: int | None) -> str:
    """From what to what the person pays; empty where it is the same."""
    if before == after:
        return ""
    said = [yuan_zh(one) if one is not None else "未定" for one in (before, after)]
    return f"个人缴纳由{said[0]}改为{said[1]}"
