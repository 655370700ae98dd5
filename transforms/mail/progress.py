"""The summary mail of a progress report: subject, plain text, and HTML that reads well on a phone. Pure.

Units and sums only, no personal data.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from transforms.mail.text import MailText
from transforms.report.progress.summary import Summary

BODY = (
    "margin:0;padding:12px;background:#ffffff;color:#1a1a1a;font-size:16px;line-height:1.5;"
    "font-family:-apple-system,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif"
)
HEADING = "font-size:17px;margin:20px 0 6px"
TABLE = "border-collapse:collapse;width:100%;font-size:14px"
CELL = "border-bottom:1px solid #dddddd;padding:6px 4px;text-align:{};white-space:{}"
ROW, BOLD_ROW = "<tr>", '<tr style="font-weight:bold">'
SIGNED = "本邮件由参保进度系统自动生成，仅含单位和汇总数，不含个人信息。"


def progress_mail(content: Summary, as_of: date) -> MailText:
    """Compose the Chinese mail of one progress report, as plain text and as HTML. Sends nothing.

    The result has the subject and both texts. `content`: the report's Chinese texts and tables, as `summary` composes
    them. `as_of`: last received date that counts in the report, printed in the subject.
    """
    return MailText(f"{content.title}　截至{as_of.isoformat()}", plain_text(content), html(content))


def plain_text(content: Summary) -> str:
    """Format the summary of a report as plain text: one short line per unit, category and amount, for any font.

    `content`: the report's Chinese texts and tables (title, units, laggards, coverage, money, open matters, notes), as
    the function `summary` makes them.
    """
    parts = [content.title, "", content.lead, "", f"一、各单位进度（{'，'.join(content.unit_header)}）"]
    parts += [f"{row[0] + '.' if row[0] else '-'} {row[1]}　{row[2]} / {row[3]}　{row[4]}" for row in content.units]
    parts += _section("二、进度靠后", content.laggards, "无")
    parts += _section("三、特殊人群（已参保/应参保）", [_covered(row) for row in content.coverage], "无名单")
    if content.tracked:
        parts += _section("另行跟踪（不计入特殊人群合计）", [_covered(row) for row in content.tracked], "")
    parts += _section("四、资金", [f"{label}　{amount}" for label, amount in content.money], "无")
    parts += _section("五、待处理", content.open_matters, "无")
    parts += _section("六、说明", content.notes, "无")
    return "\n".join([*parts, "", SIGNED, ""])


def _covered(row: Sequence[str]) -> str:
    """Format a category: enrolled / members, rate, and how many amounts are undefined."""
    label, enrolled, members, rate, undefined = row
    return f"{label}　{enrolled} / {members}　{rate}" + (f"　金额未定{undefined}" if undefined else "")


def _section(heading: str, lines: Sequence[str], empty: str) -> list[str]:
    return ["", heading, *(f"- {line}" for line in lines or [empty])]


def html(content: Summary) -> str:
    """Format the summary of a report as one HTML page: a single column, inline styles only, every text escaped.

    `content`: the report's Chinese texts and tables (title, units, laggards, coverage, money, open matters, notes), as
    the function `summary` makes them. The page loads no external file.
    """
    parts = [
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(content.title)}</title></head>",
        f'<body style="{escape(BODY)}"><div style="max-width:640px;margin:0 auto">',
        f'<h1 style="font-size:20px;margin:0 0 8px">{escape(content.title)}</h1>',
        f'<p style="margin:0 0 8px"><strong>{escape(content.lead)}</strong></p>',
        _heading("各单位进度"),
        _table(content.unit_header, content.units, 1, last_bold=True),
        _heading("进度靠后"),
        _list(content.laggards, "无"),
        _heading("特殊人群"),
        _table(content.coverage_header, content.coverage, 0),
        *(
            [_heading("另行跟踪（不计入特殊人群合计）"), _table(content.coverage_header, content.tracked, 0)]
            * bool(content.tracked)
        ),
        _heading("资金"),
        _table((), content.money, 0),
        _heading("待处理"),
        _list(content.open_matters, "无"),
        _heading("说明"),
        _list(content.notes, "无"),
        f'<p style="color:#666666;font-size:13px;margin-top:20px">{escape(SIGNED)}</p>',
        "</div></body></html>\n",
    ]
    return "\n".join(parts)


def _heading(text: str) -> str:
    return f'<h2 style="{HEADING}">{escape(text)}</h2>'


def _list(lines: Sequence[str], empty: str) -> str:
    items = "".join(f'<li style="margin:0 0 4px">{escape(line)}</li>' for line in lines or [empty])
    return f'<ul style="margin:0;padding-left:20px">{items}</ul>'


def _table(header: Sequence[str], rows: Sequence[Sequence[str]], name_column: int, *, last_bold: bool = False) -> str:
    if not rows:
        return _list((), "无")
    head = f"<tr>{_cells('th', header, name_column)}</tr>" if header else ""
    last = len(rows) - 1
    body = "".join(
        f"{BOLD_ROW if last_bold and place == last else ROW}{_cells('td', row, name_column)}</tr>"
        for place, row in enumerate(rows)
    )
    return f'<table style="{TABLE}">{head}{body}</table>'


def _cells(tag: str, values: Sequence[str], name_column: int) -> str:
    """Align names left and let them wrap; align figures right and never wrap them."""
    styles = [
        CELL.format("left", "normal") if column == name_column else CELL.format("right", "nowrap")
        for column in range(len(values))
    ]
    return "".join(
        f'<{tag} style="{style}">{escape(value)}</{tag}>' for style, value in zip(styles, values, strict=True)
    )
