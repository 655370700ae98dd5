"""`campaign layout check`, `layout try`, and what commands say when the database does not run."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.settings import REPOSITORY
from tests.newsource import department as bureau

Call = Callable[..., tuple[int, str]]
PEOPLE = bureau.veterans(6)


@pytest.fixture(scope="module")
def policies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bureau.policies(tmp_path_factory.mktemp("packs"))


@pytest.fixture()
def call(policies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Call]:
    """Run a command whose database does not answer; the layouts may be edited."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for role in ("OWNER", "LOADER", "ANALYST", "PUBLISHER", "AUDITOR"):
        monkeypatch.setenv(f"CAMPAIGN_WAREHOUSE_URL_{role}", f"postgresql://nobody:x@127.0.0.1:{port}/warehouse")
    monkeypatch.setenv("CAMPAIGN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CAMPAIGN_POLICIES", str(policies))
    monkeypatch.setenv("CAMPAIGN_HASH_KEY", bytes(range(32)).hex())
    monkeypatch.setenv("CAMPAIGN_CIPHER_KEY", bytes(range(64)).hex())
    before = (policies / bureau.LAYOUT).read_text(encoding="utf-8")

    def run(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, list(arguments))
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.output.replace("\n", "")

    yield run
    (policies / bureau.LAYOUT).write_text(before, encoding="utf-8")


def test_a_file_is_tried_before_and_after_its_form_is_described(call: Call, policies: Path, tmp_path: Path) -> None:
    file = bureau.write(tmp_path / "名册.xlsx", PEOPLE)
    wanted = ("layout", "try", str(file), "--source", bureau.SOURCE, "--pack", bureau.PACK, "--cut-off", "2019-08-25")
    code, text = call(*wanted)
    assert code == 0 and "会暂存" in text and "“姓名”像是 B 列" in text
    bureau.describe_headers(policies)
    code, text = call(*wanted)
    assert code == 0 and "会暂存" in text and "6 行中有 6 行" in text
    bureau.describe_words(policies)
    code, text = call(*wanted)
    assert code == 0 and "可以入库" in text and "类别 entitled_group：6 行" in text
    assert not [one for one in PEOPLE if one.name in text or one.number in text]


def test_layouts_are_checked(call: Call, policies: Path) -> None:
    code, text = call("layout", "check")
    assert code == 0 and "没有错误" in text
    with (policies / bureau.LAYOUT).open("a", encoding="utf-8") as out:
        out.write("category_words: {烈属: entitled_grup}\n")
    code, text = call("layout", "check")
    assert code == 1 and "veterans.yaml 第15行" in text and "entitled_grup" in text
    bureau.describe(policies, "kind: special_list", "kind: special_lists")
    code, text = call("layout", "check")
    assert code == 1 and "第2行" in text and "kind" in text


@pytest.mark.parametrize("command", [("held",), ("run", "--on", "2019-08-31"), ("verify",)])
def test_a_database_that_does_not_run_is_one_line_of_chinese(call: Call, command: tuple[str, ...]) -> None:
    code, text = call(*command, "--pack", bureau.PACK)
    assert code == 1 and "数据库" in text and "Traceback" not in text


def test_the_guide_shows_what_the_product_says() -> None:
    """The page's example layout is one that can be read, and its sentence about the closest layout is the product's."""
    page = (REPOSITORY / "docs" / "new-source.md").read_text(encoding="utf-8")
    for words in (
        "最接近的版式是 veterans",
        "“姓名”像是 B 列",
        "campaign layout check",
        "campaign reread",
        "category_words",
    ):
        assert words in page
    for name in ("header_within_rows", "header_rows", "fill_down", "control_row", "category_from", "oldest_usual_age"):
        assert name in page
