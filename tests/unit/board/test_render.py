"""HTML of the pages: escaped, without scripts, with what a screen reader needs."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import date
from uuid import UUID

import pytest

from tests.support import sample_report
from transforms.board.approvals import approvals_page
from transforms.board.arrivals import arrivals, days_up_to
from transforms.board.curve import curve
from transforms.board.downloads import OfficeFile, downloads
from transforms.board.increase import DayPersons, earlier
from transforms.board.money import Batch, FiscalShare, NumberedList, money_page
from transforms.board.render import PAGES, Frame, css, render, render_message, security_headers
from transforms.board.special import SpecialPage, UnitOutcomes, special_tables
from transforms.board.today import today, waiting_matters
from transforms.board.units import units_page
from transforms.board.why import why

MARKUP = "<img src=x onerror=alert(1)>\"'&"
DAY = sample_report.SLOT.as_of
FILE = OfficeFile(UUID(int=1), 2, "progress", "month", DAY, DAY, DAY, "", "", 1, True, "a.xlsx", 9, 9, "lists", DAY)
BATCH = Batch("县财政", "", None, 1, DAY, 52_000, 2_000, DAY, 50_000)
DUE_LIST, SHARE = NumberedList(1, DAY, 3, 75_000, 3, 75_000), FiscalShare("各级财政", 55_000, is_minimum=True)
COURSE = curve([DayPersons(date(2019, 10, 1), "a", 5, 0)], None, DAY, 9)


def _frame(page: str, **changes: str) -> Frame:
    values = {"title": "试点县参保看板", "pack_code": "shidian-2020", "on": "2019-10-31", "first": "2019-01-01",
              "last": "2019-11-01", "unit_id": "", "user": "wang", "remark": ""} | changes  # fmt: skip
    return Frame(page=page, packs=(("shidian-2020", "试点县"), ("other-2020", "别县")), **values)


def _html(page: str, **changes: str) -> str:
    snapshot, report = sample_report.snapshot(place_name=changes.get("title", "试点县")), sample_report.report()
    before = earlier(snapshot, [], DAY, None, None)
    models = {
        "today": lambda: today(report, before, COURSE, waiting_matters({"deliveries": [], "quarantine": []}, [], 1)),
        "units": lambda: units_page(snapshot.units, snapshot, report, before, 3, None),
        "special": lambda: SpecialPage(special_tables(snapshot, sample_report.facts())),
        "downloads": lambda: downloads([FILE], sees_all=True),
        "arrivals": lambda: arrivals(days_up_to(DAY), (DAY, DAY), [], []),
        "money": lambda: money_page(snapshot, sample_report.facts(), [BATCH], [DUE_LIST], [SHARE]),
        "approvals": lambda: approvals_page((), ()),
        "why": lambda: why(takes_numbers=True),
    }
    return render(_frame(page, **changes), models[page]())


@pytest.mark.parametrize("page", PAGES)
def test_landmarks_headings_and_scopes(page: str) -> None:
    html = _html(page)
    assert html.count("<main") == html.count("<header") == html.count("<footer") == html.count("<h1") == 1
    assert '<nav aria-label="页面">' in html and html.count('aria-current="page"') == 1
    assert '<a class="skip" href="#content">' in html and '<html lang="zh-CN">' in html
    assert not re.search(r"<th(?! scope=)", html.replace("<thead", ""))
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'aria-labelledby="([^"]+)"', html)) <= set(ids)
    for region in re.findall(r'<div class="wide"[^>]*>', html):
        assert 'role="region"' in region and 'tabindex="0"' in region and "aria-labelledby" in region


def test_every_picture_has_a_text() -> None:
    html = _html("units")
    pictures = re.findall(r"<svg.*?</svg>", html, re.S)
    assert len(pictures) == 4
    (drawn,) = re.findall(r"<svg class=.curve.*?</svg>", _html("today"), re.S)
    assert "<title>每日累计参保人数</title><desc>2019年10月1日的5人，到2019年10月31日的5人，目标任务9人</desc>" in drawn
    assert all('role="img"' in picture and re.search(r"<title>\d+\.\d\d%", picture) for picture in pictures)


@pytest.mark.parametrize("page", PAGES)
def test_no_script_no_style_attribute_and_nothing_from_elsewhere(page: str) -> None:
    assert not re.search(r"<script|<link|<img|javascript:|https?:|//|style=| on\w+=", _html(page))


@pytest.mark.parametrize("page", PAGES)
def test_markup_stays_text(page: str) -> None:
    html = _html(page, title=MARKUP, user=MARKUP, remark=MARKUP, pack_code=MARKUP, unit_id=MARKUP)
    assert "<img" not in html and "&lt;img src=x onerror=alert(1)&gt;" in html


def test_a_unit_with_markup_in_its_name_stays_text_in_its_outcomes() -> None:
    outcomes = UnitOutcomes(MARKUP, ("类别", "应参保"), ((MARKUP, "3"),))
    html = render(_frame("special"), SpecialPage((), outcomes))
    assert "<img" not in html and html.count("&lt;img src=x onerror=alert(1)&gt;") == 2 and "<td>3</td>" in html


def test_links_keep_the_pack_and_the_day() -> None:
    assert _frame("today").link("units", "a b&c") == "units?pack=shidian-2020&on=2019-10-31&unit=a+b%26c"
    assert _frame("today").link("today", on="2019-10-01") == "./?pack=shidian-2020&on=2019-10-01"
    html = _html("units")
    assert 'href="special?pack=shidian-2020&amp;on=2019-10-31"' in html
    assert '<input type="date" name="on" value="2019-10-31" min="2019-01-01" max="2019-11-01" required>' in html
    assert '<option value="shidian-2020" selected>' in html


def test_a_file_has_a_link_and_a_warning() -> None:
    html = _html("downloads")
    assert (
        f'<a href="file?publication={UUID(int=1)}&amp;number=2" aria-label="a.xlsx" title="a.xlsx">表格（xlsx）</a>'
        in html
    )
    assert "已被更正替换" in html and "含个人信息" in html


def test_the_policy_allows_the_pages_own_style_and_nothing_else() -> None:
    policy = security_headers()["Content-Security-Policy"]
    digest = re.search(r"style-src 'sha256-([^']+)'", policy)
    (style,) = re.findall(r"<style>(.*?)</style>", _html("today"), re.S)
    assert digest is not None and digest.group(1) == base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert "default-src 'none'" in policy and "unsafe" not in policy and "script-src" not in policy


def test_the_page_prints_and_shows_the_focus() -> None:
    assert "@media print" in css() and ":focus-visible" in css() and "url(" not in css()


def test_a_message_leads_on() -> None:
    page = render_message(MARKUP, "请登录", "../auth/login?next=%2F", "去登录")
    assert '<a href="../auth/login?next=%2F">去登录</a>' in page and "<img" not in page
    assert "<a" not in render_message("没有", "权限")
