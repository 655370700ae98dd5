"""Every page of the board in a real browser at two widths: readable, no sideways scrolling, pictures are kept.

The pictures are in build/screenshots/, which git ignores. A question about a person is asked by the browser itself.
"""

from __future__ import annotations

import datetime as dt
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import uvicorn
from campaign import board_approvals
from campaign.board import create_app, current_reader
from fastapi import FastAPI

from pipeline.board.rights import Reader
from pipeline.policy.office_rights import write_rights
from pipeline.publish import run as publish
from pipeline.runtime.settings import REPOSITORY
from tests.campaign.conftest import Finished
from tests.support.browser import TOFU_SCRIPT, Page, chromium
from transforms.board.render import PAGES

pytestmark = [
    pytest.mark.long,  # a browser and a whole campaign
    pytest.mark.skipif(shutil.which("chromium") is None, reason="no Debian Chromium here: apt-get install chromium"),
]
PACK = "dongan-2020"
WIDTHS = (1280, 390)
FOLDER = REPOSITORY / "build" / "screenshots"
DIRECTORY = """
offices:
  - {office: county_medical_security, label_zh: 县医保局, mailbox: county@example.org, units: all}
officials:
  - {user: cao, office: county_medical_security, roles: [caseworker]}
"""
BODY = (
    """**县残联**，所属期 2019-10，第 2 版，全量名单，截止 2019-10-31，2019-11-05 收到。

- 共 612 行：可入库 540，重复 2，不合格 70。

暂存原因：
- 不合格的行超过 10%

放行后的变化（按 2019-11-05、入库序号 41 以前的数据试算，试算未入库；此后另有入库的，以 campaign held 编号 为准）：
- 人员：新增 12，移出 3，变更 31，重新核定而无变化 494；参保人数 +4。
- 个人应缴（结果有变的人）：7,750.00 → 3,900.00 元。
- 财政资助：0.00 → 3,850.00 元。

内容指纹 """
    + "0123456789abcdef" * 4
)


@pytest.fixture(scope="module")
def address(
    finished: Callable[[str], Finished], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Finished]]:
    """The board of a finished campaign on a free port of this host, for a caseworker of the whole county."""
    place = finished(PACK)
    directory = tmp_path_factory.mktemp("directory") / "directory.yaml"
    directory.write_text(DIRECTORY, encoding="utf-8")
    settings = replace(place.settings, directory=directory, packs=(PACK,))
    write_rights(settings, dt.date(2020, 1, 1))
    assert publish.run(settings, PACK, dt.date(2019, 11, 1))
    with pytest.MonkeyPatch.context() as patch, socket.socket() as free:
        patch.setenv("CAMPAIGN_WAREHOUSE_URL_BOARD", settings.warehouse_url("board"))
        patch.setenv("CAMPAIGN_PACKS", PACK)
        patch.setenv("CAMPAIGN_HOME", str(settings.home))
        patch.setenv("CAMPAIGN_HASH_KEY", settings.hash_key.hex())
        patch.setattr(board_approvals, "airflow", lambda: _airflow())
        free.bind(("127.0.0.1", 0))
        app = create_app()
        app.dependency_overrides[current_reader] = lambda: Reader("cao")
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [free]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{free.getsockname()[1]}", place
        server.should_exit = True
        thread.join(timeout=30)


def _airflow() -> FastAPI:
    app = FastAPI()
    question = {"subject": "县残联 2019-10 第2版：1 条原因，待决定", "body": BODY, "options": ["放行", "退回"],
                "created_at": "1", "task_instance": {"dag_run_id": "held__1"}}  # fmt: skip

    @app.get("/api/v2/dags/{dag}/dagRuns/~/hitlDetails")
    def _list(dag: str) -> dict[str, Any]:
        return {"hitl_details": [question]}

    return app


def _look(page: Page, name: str, width: int) -> None:
    page.screenshot(FOLDER / f"{name}-{width}.png")
    assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} scrolls sideways at {width}"
    letters, missing = page.evaluate(TOFU_SCRIPT)
    assert letters > 40 and missing == "", f"{name}: no glyph for {missing}"
    assert page.evaluate("document.querySelector('h2') !== null"), name


def test_every_page_at_both_widths(address: tuple[str, Finished], tmp_path: Path) -> None:
    url, place = address
    FOLDER.mkdir(parents=True, exist_ok=True)
    persons = pq.read_table(place.folder / "truth" / "person.parquet")
    number = next(
        row["document_number"] for row in persons.to_pylist() if row["enrolled"] and row["category"] != "ordinary"
    )
    with chromium(tmp_path / "profile") as page:
        for width in WIDTHS:
            page.resize(width)
            for name, (path, _) in PAGES.items():
                page.open(f"{url}/{path.removeprefix('./')}?on=2019-11-20")
                _look(page, name, width)
            page.open(f"{url}/downloads")
            assert page.evaluate("document.querySelectorAll('.links a').length") > 0
            _look(page, "downloads-all", width)
            page.open(f"{url}/why")
            page.evaluate(f"document.querySelector('[name=person]').value = '{number}'")
            page.evaluate("document.querySelector('[name=reason]').value = '来访询问'")
            page.evaluate("document.querySelector('form.lookup').submit()")
            page.wait_for_load()
            text = page.evaluate("document.body.innerText")
            assert "应缴" in text and "查询结果" in text
            _look(page, "why-answer", width)
            assert number not in page.evaluate("document.documentElement.outerHTML + location.href")
    assert len(list(FOLDER.glob("*.png"))) >= len(WIDTHS) * (len(PAGES) + 2)


def test_the_check_of_glyphs_can_fail(tmp_path: Path) -> None:
    with chromium(tmp_path / "profile") as page:
        page.open("data:text/html;charset=utf-8,<body>好a\U0010fffd")
        letters, missing = page.evaluate(TOFU_SCRIPT)
        assert (letters, missing) == (3, "\U0010fffd")
