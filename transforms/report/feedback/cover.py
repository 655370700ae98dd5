"""The words of the cover: what came, what went in, what did not, the sums, and what to do next."""

from __future__ import annotations

from transforms.report.feedback.content import Feedback
from transforms.report.feedback.marks import Mark
from transforms.text.figures import yuan_grouped
from transforms.text.labels import STATE_LABELS, list_mode_label

_COUNTED = {"superseded": "其中：合格（本版不生效）", "revoked": "其中：合格（本版已撤回）"}
_MOST_REASONS = 12


def cover_rows(feedback: Feedback) -> list[tuple[str, str]]:
    """Label and text; every figure of rows adds up to the rows that came."""
    said = feedback.delivery
    is_in = feedback.is_loaded
    waits = said.clean_count + said.duplicate_count
    is_read = bool(feedback.columns or said.row_count or not said.reasons)
    rows = [
        ("报送单位", said.sender),
        ("统筹地区", said.place_name),
        ("所属期", f"{said.period}，第 {said.version} 版，{list_mode_label(said.list_mode)}"),
        ("文件名", said.file_name),
        ("数据截止日 / 收到日", f"{said.cut_off_on} / {said.delivered_on}"),
        ("处理日", str(said.decided_on or "")),
        ("处理结果", STATE_LABELS[said.state]),
        ("报送行数", f"{said.row_count:,}{_several_zh(feedback)}" if is_read else "未能读取，原因见“整份文件的问题”"),
        (_COUNTED.get(said.state, "其中：入库"), f"{said.clean_count if is_in else 0:,}"),
        ("　　　重复（未再入库）", f"{said.duplicate_count if is_in else 0:,}"),
        ("　　　不合格（未入库，待更正）", f"{said.quarantine_count:,}"),
        ("　　　暂存", f"{waits if said.state == 'held' else 0:,}"),
        ("　　　随整份退回", f"{waits if said.state == 'rejected' else 0:,}"),
    ]
    if said.amount_fen is not None:
        rows.append(("合格行金额（元）" if not is_in else "入库金额（元）", yuan_grouped(said.amount_fen)))
    if feedback.is_compared:
        rows.append(("比对发现（条）", f"{len(feedback.findings):,}"))
    if feedback.to_fund is not None:
        rows.append(("去重后人数（人）", f"{len(feedback.to_fund):,}{not_compared_zh(feedback)}"))
        rows.append(("　　　其中核定资助（人 / 元）", funded_zh(feedback)))
    if said.reasons:
        told = [
            f"{number}．{one.message_zh}{place_zh(one.sheet, one.row, one.column)}"
            for number, one in enumerate(said.reasons, start=1)
        ]
        more = [f"……另有 {len(told) - _MOST_REASONS} 条"] if len(told) > _MOST_REASONS else []
        rows.append(("整份文件的问题", "\n".join([*told[:_MOST_REASONS], *more])))
    return rows


def not_compared_zh(feedback: Feedback) -> str:
    """What could not be taken off the deduplicated list, because nobody has sent who is on it."""
    return f"（尚未收到{'、'.join(feedback.not_compared)}，未据以剔除）" if feedback.not_compared else ""


def _several_zh(feedback: Feedback) -> str:
    """Rows are counted by persons: where a row of the file names several, both figures are told."""
    rows = feedback.file_rows
    return "" if rows is None else f"（按人计；报送文件共 {rows:,} 行，一行写有几个人）"


def funded_zh(feedback: Feedback) -> str:
    """How many of the deduplicated list the funds give something, how much, and of how many that is not known."""
    people = feedback.to_fund or ()
    waiting = sum(not one.is_assessed for one in people)
    if people and waiting == len(people):
        return "待核定"
    undefined = sum(one.is_assessed and one.fen is None for one in people)
    given = feedback.subsidised
    told = f"{len(given):,} / {yuan_grouped(sum(given))}"
    others = [f"标准未定 {undefined:,} 人"] * bool(undefined) + [f"待核定 {waiting:,} 人"] * bool(waiting)
    return f"{told}（另有{'、'.join(others)}）" if others else told


def guide(feedback: Feedback) -> list[str]:
    """What to do next, in the order in which it is done."""
    said = feedback.delivery
    steps = {
        "held": [
            f"本次报送整份暂存，由经办机构核定是否放行；如文件确有差错，可不等核定，更正后{_again_zh(feedback)}。"
        ],
        "rejected": [f"本次报送未入库，请按上列问题更正后{_again_zh(feedback)}。"],
    }.get(said.state, [])
    if feedback.columns:
        mend = f"“逐行结果”中有 {said.quarantine_count} 行不合格，请逐行按“原因和更正办法”更正。"
        steps += [mend] if said.quarantine_count else []
        lead = "更正办法" if said.quarantine_count or said.reasons else "如需更正"
        steps.append(f"{lead}：{_mend_zh(feedback)}")
    elif not said.reasons:
        steps.append("无需更正。")
    if feedback.is_compared and feedback.findings:
        steps.append("“比对结果”列出本次报送人员的比对情况，请逐条核对。")
    if feedback.to_fund is not None:
        steps.append("“去重名单”为剔除重复后的人员及其核定的资助金额，请据此落实资助资金、办理参保缴费手续。")
    return [f"下一步 {number}．{text}" for number, text in enumerate(steps, start=1)] + [
        "本工作簿含个人信息，仅供报送单位核对，请妥善保管，不得外传。"
    ]


def _again_zh(feedback: Feedback) -> str:
    """With which version a mended file is sent. A higher one takes the place of every part of this one."""
    said = feedback.delivery
    if said.other_parts and not feedback.is_loaded:
        return f"仍以第 {said.version} 版报送原名单（同一版的其他 {said.other_parts} 份已入库），不要加版次"
    return f"以第 {said.last_version + 1} 版报回"


def _mend_zh(feedback: Feedback) -> str:
    said = feedback.delivery
    if said.other_parts:
        if not feedback.is_loaded:
            return f"在原名单中更正后，{_again_zh(feedback)}；不要报回本工作簿。"
        return (
            f"第 {said.version} 版由 {said.other_parts + 1} 份组成，单独报回其中一份会使其他各份失效。"
            f"请在原名单中更正，把各份合并为一份，以第 {said.last_version + 1} 版报送。"
        )
    return (
        f"直接在本工作簿“逐行结果”中修改后报回，所属期仍写 {said.period}，"
        f"版次写第 {said.last_version + 1} 版，不必另填表格。"
        "证件号码只显示首尾几位，未改动的视为原号码；要更正时请整个重填。"
        "请不要改动封面和“原行号”列。" + ("" if feedback.is_whole else "本表只列有问题的行，未列出的行保持不变。")
    )


def mark_row(feedback: Feedback, key: bytes) -> tuple[str, ...]:
    """The values of the mark, in the order of its headers."""
    said = feedback.delivery
    return Mark(said.delivery_id, said.sha256, feedback.edition).values(key, said.pack_code)


def place_zh(sheet: str | None, row: int | None, column: str | None) -> str:
    """Where a reason lies, in brackets; '' where it is about the whole. A column is named by its letter or heading."""
    is_letter = column is not None and column.isascii() and column.isalpha() and column.isupper()
    parts = (sheet or "", f"第{row}行" if row else "", f"{column}列" if is_letter else column or "")
    where = " ".join(part for part in parts if part)
    return f"（{where}）" if where else ""
