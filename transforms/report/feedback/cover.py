"""Texts of the cover: the delivery, its rows by result, sums, and the next steps of the sender."""

from __future__ import annotations

from transforms.report.feedback.content import Feedback
from transforms.report.feedback.marks import Mark
from transforms.text.figures import yuan_grouped
from transforms.text.labels import INEFFECTIVE_LABELS, STATE_LABELS, list_mode_label

_MOST_REASONS = 12


def cover_rows(feedback: Feedback) -> list[tuple[str, str]]:
    """Return the lines of the workbook's cover in print order, each as (label, text) in Chinese.

    `feedback`: content of one workbook: the delivery, its rows with result and reasons, findings of the cross-check,
    and the deduplicated list (persons to be funded, each once). The row counts by result (loaded, duplicate, faulty,
    held, returned) add up to the rows of the delivery.
    """
    delivery = feedback.delivery
    is_in = feedback.is_loaded
    waits = delivery.clean_count + delivery.duplicate_count
    is_read = bool(feedback.columns or delivery.row_count or not delivery.reasons)
    rows = [
        ("报送单位", delivery.sender),
        ("统筹地区", delivery.place_name),
        ("所属期", f"{delivery.period}，第 {delivery.version} 版，{list_mode_label(delivery.list_mode)}"),
        ("文件名", delivery.file_name),
        ("数据截止日 / 收到日", f"{delivery.cut_off_on} / {delivery.delivered_on}"),
        ("处理日", str(delivery.decided_on or "")),
        ("处理结果", STATE_LABELS[delivery.state]),
        (
            "报送行数",
            f"{delivery.row_count:,}{_several_zh(feedback)}" if is_read else "未能读取，原因见“整份文件的问题”",
        ),
        (_clean_rows_zh(delivery.state), f"{delivery.clean_count if is_in else 0:,}"),
        ("　　　重复（未再入库）", f"{delivery.duplicate_count if is_in else 0:,}"),
        ("　　　不合格（未入库，待更正）", f"{delivery.quarantine_count:,}"),
        ("　　　暂存", f"{waits if delivery.state == 'held' else 0:,}"),
        ("　　　随整份退回", f"{waits if delivery.state == 'rejected' else 0:,}"),
    ]
    if delivery.amount_fen is not None:
        rows.append(("合格行金额（元）" if not is_in else "入库金额（元）", yuan_grouped(delivery.amount_fen)))
    if feedback.is_compared:
        rows.append(("比对发现（条）", f"{len(feedback.findings):,}"))
    if feedback.to_fund is not None:
        rows.append(("去重后人数（人）", f"{len(feedback.to_fund):,}{not_compared_zh(feedback)}"))
        rows.append(("　　　其中核定资助（人 / 元）", funded_zh(feedback)))
    if delivery.reasons:
        reasons = [
            f"{number}．{reason.message_zh}{place_zh(reason.sheet, reason.row, reason.column)}"
            for number, reason in enumerate(delivery.reasons, start=1)
        ]
        more = [f"……另有 {len(reasons) - _MOST_REASONS} 条"] if len(reasons) > _MOST_REASONS else []
        rows.append(("整份文件的问题", "\n".join([*reasons[:_MOST_REASONS], *more])))
    if feedback.remarks:
        rows.append(
            ("提示（照常处理）", "\n".join(f"{at}．{text}" for at, text in enumerate(feedback.remarks, start=1)))
        )
    return rows


def not_compared_zh(feedback: Feedback) -> str:
    """Return a Chinese remark that names the lists that have not arrived; '' if all have.

    `feedback`: content of one workbook, with the names of these lists. A list that has not arrived could not remove
    persons from the deduplicated list.
    """
    return f"（尚未收到{'、'.join(feedback.not_compared)}，未据以剔除）" if feedback.not_compared else ""


def _clean_rows_zh(state: str) -> str:
    return f"其中：合格（{INEFFECTIVE_LABELS[state]}）" if state in INEFFECTIVE_LABELS else "其中：入库"


def _several_zh(feedback: Feedback) -> str:
    """State both counts if a row of the file names several persons: rows are counted by persons."""
    rows = feedback.file_rows
    return "" if rows is None else f"（按人计；报送文件共 {rows:,} 行，一行写有几个人）"


def funded_zh(feedback: Feedback) -> str:
    """Return the number of persons that get a subsidy and its sum in yuan, with the persons whose amount is not known.

    `feedback`: content of one workbook, with the deduplicated list (persons to be funded, each once). The result is a
    Chinese text, such as 12 / 3,000.00（另有标准未定 2 人）, or 待核定 if no person is assessed yet.
    """
    people = feedback.to_fund or ()
    waiting = sum(not person.is_assessed for person in people)
    if people and waiting == len(people):
        return "待核定"
    undefined = sum(person.is_assessed and person.fen is None for person in people)
    given = feedback.subsidised
    total = f"{len(given):,} / {yuan_grouped(sum(given))}"
    unknown = [f"标准未定 {undefined:,} 人"] * bool(undefined) + [f"待核定 {waiting:,} 人"] * bool(waiting)
    return f"{total}（另有{'、'.join(unknown)}）" if unknown else total


def guide(feedback: Feedback) -> list[str]:
    """Return the next steps of the sender as numbered Chinese sentences; the last sentence is about privacy.

    `feedback`: content of one workbook; the steps follow from the delivery's state and from its findings.
    """
    delivery = feedback.delivery
    steps = {
        "held": [
            f"本次报送整份暂存，由经办机构核定是否放行；如文件确有差错，可不等核定，更正后{_again_zh(feedback)}。"
        ],
        "rejected": [f"本次报送未入库，请按上列问题更正后{_again_zh(feedback)}。"],
    }.get(delivery.state, [])
    if feedback.columns:
        faulty = f"“逐行结果”中有 {delivery.quarantine_count} 行不合格，请逐行按“原因和更正办法”更正。"
        steps += [faulty] if delivery.quarantine_count else []
        lead = "更正办法" if delivery.quarantine_count or delivery.reasons else "如需更正"
        steps.append(f"{lead}：{_correction_zh(feedback)}")
    elif not delivery.reasons:
        steps.append("无需更正。")
    if feedback.is_compared and feedback.findings:
        steps.append("“比对结果”列出本次报送人员的比对情况，请逐条核对。")
    if feedback.to_fund is not None:
        steps.append("“去重名单”为剔除重复后的人员及其核定的资助金额，请据此落实资助资金、办理参保缴费手续。")
    return [f"下一步 {number}．{text}" for number, text in enumerate(steps, start=1)] + [
        "本工作簿含个人信息，仅供报送单位核对，请妥善保管，不得外传。"
    ]


def _again_zh(feedback: Feedback) -> str:
    """State the version of a corrected file. A higher version replaces every part of the present one."""
    delivery = feedback.delivery
    if delivery.other_parts and not feedback.is_loaded:
        return f"仍以第 {delivery.version} 版报送原名单（同一版的其他 {delivery.other_parts} 份已入库），不要加版次"
    return f"以第 {delivery.last_version + 1} 版报回"


def _correction_zh(feedback: Feedback) -> str:
    delivery = feedback.delivery
    if delivery.other_parts:
        if not feedback.is_loaded:
            return f"在原名单中更正后，{_again_zh(feedback)}；不要报回本工作簿。"
        return (
            f"第 {delivery.version} 版由 {delivery.other_parts + 1} 份组成，单独报回其中一份会使其他各份失效。"
            f"请在原名单中更正，把各份合并为一份，以第 {delivery.last_version + 1} 版报送。"
        )
    return (
        f"直接在本工作簿“逐行结果”中修改后报回，所属期仍写 {delivery.period}，"
        f"版次写第 {delivery.last_version + 1} 版，不必另填表格。"
        "证件号码只显示首尾几位，未改动的视为原号码；要更正时请整个重填。"
        "请不要改动封面和“原行号”列。" + ("" if feedback.is_whole else "本表只列有问题的行，未列出的行保持不变。")
    )


def mark_row(feedback: Feedback, key: bytes) -> tuple[str, ...]:
    """Return the texts on the cover that identify a returned workbook: delivery, sha256 of its file, edition, seal.

    The texts are in the order of `MARK_HEADERS`. `feedback`: content of one workbook, which states them. The edition is
    1, plus 1 for each decision of an official about the delivery. `key`: secret key of the seal, a keyed hash that
    proves that the product made the workbook.
    """
    delivery = feedback.delivery
    return Mark(delivery.delivery_id, delivery.sha256, feedback.edition).values(key, delivery.pack_code)


def place_zh(sheet: str | None, row: int | None, column: str | None) -> str:
    """Return the place of a reason in Chinese brackets, （表1 第3行 B列）; '' if all three are None: the whole file.

    `sheet`: name of the sheet. `row`: as the sender's program numbers it. `column`: its letter or its heading.
    """
    is_letter = column is not None and column.isascii() and column.isalpha() and column.isupper()
    parts = (sheet or "", f"第{row}行" if row else "", f"{column}列" if is_letter else column or "")
    where = " ".join(part for part in parts if part)
    return f"（{where}）" if where else ""
