"""Parts of a mail's HTML: one column that reads well on a phone, inline styles only, every text escaped. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

BODY = (
    "margin:0;padding:12px;background:#ffffff;color:#1a1a1a;font-size:16px;line-height:1.5;"
    "font-family:-apple-system,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif"
)
HEADING = "font-size:17px;margin:20px 0 6px"
TABLE = "border-collapse:collapse;width:100%;font-size:14px"
CELL = "border-bottom:1px solid #dddddd;padding:6px 4px;text-align:{};white-space:{}"
ROW, BOLD_ROW = "<tr>", '<tr style="font-weight:bold">'
PICTURE_ENDING = ".png"
"""Ending of a file that is shown in the text of a mail and not attached."""
PICTURE_ID = "chart@campaign"
"""Content-ID by which the HTML names the picture of its mail; a mail has at most one."""
SIGNED = "本邮件由参保进度系统自动生成，仅含单位和汇总数，不含个人信息。"


def page(title: str, lead: str, parts: Iterable[str]) -> str:
    """Return a whole HTML page: title, a sentence in bold, the parts (HTML), and the line that no person is in it.

    The page loads no external file.
    """
    lines = [
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title></head>",
        f'<body style="{escape(BODY)}"><div style="max-width:640px;margin:0 auto">',
        f'<h1 style="font-size:20px;margin:0 0 8px">{escape(title)}</h1>',
        f'<p style="margin:0 0 8px"><strong>{escape(lead)}</strong></p>',
        *parts,
        f'<p style="color:#666666;font-size:13px;margin-top:20px">{escape(SIGNED)}</p>',
        "</div></body></html>\n",
    ]
    return "\n".join(lines)


def heading(text: str) -> str:
    """Return a heading of the second level."""
    return f'<h2 style="{HEADING}">{escape(text)}</h2>'


def bullets(lines: Sequence[str], empty: str) -> str:
    """Return a list with one point per line, or with the text `empty` if there are none."""
    items = "".join(f'<li style="margin:0 0 4px">{escape(line)}</li>' for line in lines or [empty])
    return f'<ul style="margin:0;padding-left:20px">{items}</ul>'


def table(header: Sequence[str], rows: Sequence[Sequence[str]], name_column: int, *, last_bold: bool = False) -> str:
    """Return a table: names on the left, which wrap, and figures on the right, which never do. No rows: a list with 无.

    `name_column`: number of the column with names, from 0.
    """
    if not rows:
        return bullets((), "无")
    head = f"<tr>{_cells('th', header, name_column)}</tr>" if header else ""
    last = len(rows) - 1
    body = "".join(
        f"{BOLD_ROW if last_bold and place == last else ROW}{_cells('td', row, name_column)}</tr>"
        for place, row in enumerate(rows)
    )
    return f'<table style="{TABLE}">{head}{body}</table>'


def picture(description: str) -> str:
    """Return the mail's picture as wide as the page, with a description for readers who do not see it."""
    style = "display:block;width:100%;max-width:600px;height:auto;margin:12px 0"
    return f'<img src="cid:{PICTURE_ID}" alt="{escape(description)}" style="{style}">'


def _cells(tag: str, values: Sequence[str], name_column: int) -> str:
    styles = [
        CELL.format("left", "normal") if column == name_column else CELL.format("right", "nowrap")
        for column in range(len(values))
    ]
    return "".join(
        f'<{tag} style="{style}">{escape(value)}</{tag}>' for style, value in zip(styles, values, strict=True)
    )
