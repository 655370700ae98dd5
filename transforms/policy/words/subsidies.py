"""Describe in Chinese what a subsidy grants and what the person still pays, for any number of payers."""

from __future__ import annotations

from transforms.policy.model.subsidies import Part, Subsidy
from transforms.policy.words.labels import word_label
from transforms.policy.words.phrases import Names
from transforms.text.figures import yuan_or_rate_zh, yuan_zh

# fields that state the grant and its payers; the other fields state the persons and the days
GRANT_FIELDS = frozenset({"kind", "amount_fen", "share_bp", "rounding", "payer", "personal_fen", "parts", "reason"})
_WITHOUT_PAYER = {"none": "不资助", "undefined": "资助金额未定"}


def grant_zh(subsidy: Subsidy, names: Names) -> str:
    """Describe payers and amounts of a subsidy in Chinese: 财政补助130元; 医疗救助资金全额补助; 不资助; 资助金额未定.

    `names` has the labels of the pack's codes.
    """
    if subsidy.kind in _WITHOUT_PAYER:
        return _WITHOUT_PAYER[subsidy.kind]
    parts = [
        _part_zh(part, names, "补助其余部分" if number else "全额补助")
        for number, part in enumerate(subsidy.all_parts())
    ]
    return "，".join(parts)


def special_terms_zh(subsidy: Subsidy, names: Names) -> str:
    """Describe the special terms of a subsidy in Chinese; '' if there are none.

    They are: paid on top, reimbursed, recognised after payment, also paid to employees, benefits of another tier.
    `names`: has the labels of the pack's codes.
    """
    terms = ["与其他资助叠加"] if subsidy.on_top else []
    terms += ["先缴后补"] if subsidy.paid == "reimbursed" else []
    terms += [f"缴费后取得身份的{word_label('gained', subsidy.gained)}"] if subsidy.gained else []
    terms += ["参加职工医保的也资助"] if subsidy.despite_employee_insurance else []
    terms += [f"享受{names.label('tier', subsidy.enjoys_tier)}待遇"] if subsidy.enjoys_tier else []
    return "，".join(terms)


def _part_zh(part: Part, names: Names, rest_zh: str) -> str:
    """Describe one payer's part; `rest_zh` is the text for a part without an amount or a share."""
    payer, amount = names.label("payer", part.payer), _amount_zh(part)
    return f"{payer}补助{amount}" if amount else f"{payer}{rest_zh}"


def _amount_zh(part: Part) -> str:
    return yuan_or_rate_zh(part.amount_fen, part.share_bp)


def grant_change_zh(old: Subsidy, new: Subsidy, names: tuple[Names, Names]) -> str:
    """Describe the change of payers and amounts of a subsidy in Chinese: 财政补助由130元改为140元.

    Both subsidies are described in full (由…改为…) if more differs than the amount of the only payer. If payers and
    amounts are equal, the text is the subsidy with 不变. `names`: the labels of the old pack's codes, and those
    of the new pack's codes.
    """
    before, after = grant_zh(old, names[0]), grant_zh(new, names[1])
    if before == after:
        return f"{after}不变"
    if len(old.all_parts()) == len(new.all_parts()) == 1:
        (old_part,), (new_part,) = old.all_parts(), new.all_parts()
        payer, amounts = names[1].label("payer", new_part.payer), (_amount_zh(old_part), _amount_zh(new_part))
        if names[0].label("payer", old_part.payer) == payer and all(amounts):
            return f"{payer}补助由{amounts[0]}改为{amounts[1]}"
    return f"由{before}改为{after}"


def personal_change_zh(before_fen: int | None, after_fen: int | None) -> str:
    """Describe the change of the person's amount in Chinese (个人缴纳由…改为…); '' if both are equal.

    `before_fen`, `after_fen`: the amounts in fen; None: not defined by the notice.
    """
    if before_fen == after_fen:
        return ""
    before, after = (yuan_zh(fen) if fen is not None else "未定" for fen in (before_fen, after_fen))
    return f"个人缴纳由{before}改为{after}"
