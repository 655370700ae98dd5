"""HTML of the board's pages: templates with every text escaped, no script, and nothing from another address. Pure."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from transforms.board import curve
from transforms.board.bullet import WIDTH

FOLDER = Path(__file__).parent / "templates"
PAGES = {
    "today": ("./", "今日"),
    "units": ("units", "单位"),
    "special": ("special", "特殊人群"),
    "money": ("money", "资金"),
    "arrivals": ("arrivals", "报送"),
    "approvals": ("approvals", "核定"),
    "downloads": ("downloads", "下载"),
    "why": ("why", "为什么"),
}
"""Page -> its relative address and its name, in the order of the navigation."""
CURVE_SIZE = (curve.WIDTH, curve.HEIGHT)


@dataclass(frozen=True)
class Frame:
    """Frame around each page. `packs`: (code, place and year) that the reader may choose; days are ISO texts.

    `remark`: a sentence about the figures, such as the units that the reader may see; `pages`: those in the navigation.
    """

    page: str
    title: str
    pack_code: str
    packs: tuple[tuple[str, str], ...]
    on: str
    first: str
    last: str
    unit_id: str
    user: str
    remark: str
    pages: tuple[str, ...] = tuple(PAGES)

    def link(self, page: str, unit_id: str = "", on: str = "") -> str:
        """Return the relative address of a page, with the chosen pack and day (or `on`), and a unit if given."""
        query = {"pack": self.pack_code, "on": on or self.on} | ({"unit": unit_id} if unit_id else {})
        return f"{PAGES[page][0]}?{urlencode(query)}"

    def file_link(self, publication: str, number: int) -> str:
        """Return the relative address of a published file."""
        return f"file?{urlencode({'publication': publication, 'number': number})}"


def render(frame: Frame, model: Any) -> str:
    """Return the whole HTML page `frame.page` for its model. Texts of the model are escaped."""
    template = _environment().get_template(f"{frame.page}.html")
    return template.render(frame=frame, model=model, pages=PAGES, css=css(), bullet_width=WIDTH, curve_size=CURVE_SIZE)


def render_message(heading: str, text: str, link: str = "", link_text: str = "") -> str:
    """Return a page with a heading, a sentence, and a link if one is given; for refusals and missing figures."""
    template = _environment().get_template("message.html")
    return template.render(heading=heading, text=text, link=link, link_text=link_text, css=css())


def css() -> str:
    """Return the style sheet that every page contains."""
    return _read_css()


def security_headers() -> dict[str, str]:
    """Return the HTTP headers of every answer: no script, the page's own style alone, frames of this server alone."""
    digest = b64encode(hashlib.sha256(css().encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN",
        "Referrer-Policy": "same-origin",
    }


@cache
def _read_css() -> str:
    return (FOLDER / "board.css").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
