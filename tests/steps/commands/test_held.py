"""`campaign held`, `release`, `reject`, as an official types them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.commands.main import app
from pipeline.holds import decide
from pipeline.landing import deliver as landing
from pipeline.runtime.settings import Settings
from tests.support import environment
from tests.support.files.poverty_list import HEAD, PACK, person, row
from tests.support.fixtures.held_deliveries import HELD, HandIn, rows, take_in

Call = Callable[..., tuple[int, str]]


@pytest.fixture()
def call(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Call:
    environment.leads_to(settings, monkeypatch)
    monkeypatch.setattr("pipeline.commands.console.console._width", 160)

    def run(*arguments: str, typed: str = "") -> tuple[int, str]:
        result = CliRunner().invoke(app, list(arguments), input=typed, catch_exceptions=False)
        return result.exit_code, result.output

    return run


def test_listed_shown_and_released(call: Call, settings: Settings, hand_in: HandIn) -> None:
    assert "没有等待决定" in call("held")[1]
    wanted = hand_in(HELD)
    take_in(settings)
    listed = call("held")[1]
    assert wanted in listed and "半数以上" in listed
    assert "未通过的检查：“证件号码校验位不对”" in listed and "document_checksum" not in listed
    code, text = call("held", wanted[:8])
    assert code == 0 and "不合格 6" in text
    fingerprint = re.search(r"[0-9a-f]{64}", text)
    assert fingerprint
    code, text = call("release", wanted[:8], "--by", "王科长", "--note", "核实", "--shown", "0" * 64)
    assert code == 1 and "已经变化" in text
    code, text = call("release", wanted[:8], "--by", "王科长", typed="核实\ny\n")
    assert code == 0 and "已放行入库" in text and "放行后的变化" in text
    assert rows(settings, "SELECT decided_by, note, shown_sha256 FROM landing.decision") == [
        ("王科长", "核实", fingerprint.group())
    ]


def test_what_a_release_changes_is_shown_with_masked_persons(
    call: Call, settings: Settings, hand_in: HandIn, tmp_path: Path
) -> None:
    wanted = hand_in(HELD)
    take_in(settings)
    file = tmp_path / "人员.csv"
    code, text = call("held", wanted[:8], "--persons", "2", "--file", str(file))
    assert code == 0 and "新增 4，移出 0，变更 0" in text and "个人应缴" in text
    assert text.count("列入 建档立卡贫困人口") == 2 and "已写入" in text
    content = file.read_text("utf-8-sig")
    assert content.count("\n") == 5 and file.stat().st_mode & 0o077 == 0
    values = [value for n in range(10) for value in person(n)]
    assert not [value for value in values if value in text + content]
    assert call("held", wanted[:8], "--file", str(file))[0] == 1, "a file is never overwritten"
    assert rows(settings, "SELECT count(*) FROM core.membership_fact") == [(0,)]


def test_not_confirmed_nothing_is_done(call: Call, settings: Settings, hand_in: HandIn) -> None:
    wanted = hand_in(HELD)
    take_in(settings)
    code, text = call("reject", wanted, "--by", "王", "--note", "无", typed="n\n")
    assert code == 1 and "未作处理" in text
    assert rows(settings, "SELECT state FROM landing.delivery") == [("held",)]
    assert call("reject", wanted, "--by", "王", "--note", "无", "--yes")[0] == 0
    assert rows(settings, "SELECT state FROM landing.delivery") == [("rejected",)]
    assert call("reject", wanted, "--by", "王", "--note", "无", "--yes")[0] == 1


def test_what_does_not_wait_is_refused(call: Call, settings: Settings, hand_in: HandIn) -> None:
    wanted = hand_in([row(1), row(2)])
    take_in(settings)
    code, text = call("release", wanted, "--by", "王", "--note", "无", "--yes")
    assert code == 1 and "不在待决定之列" in text and "已入库" in text


def test_who_decides_is_told_of_a_higher_version_that_came_in_meanwhile(
    call: Call, settings: Settings, hand_in: HandIn
) -> None:
    wanted = hand_in(HELD)
    take_in(settings)
    before = decide.show(settings, PACK, wanted).sha256
    hand_in([row(n) for n in range(30, 34)], version=2)
    assert take_in(settings).committed == 1
    assert "第 2 版已入库" in call("held")[1] and "第 2 版已入库" in call("held", wanted[:8])[1]
    code, text = call("release", wanted, "--by", "王", "--note", "核实", "--shown", before)
    assert code == 0 and "不生效" in text, "who was asked before may answer"
    assert rows(settings, "SELECT state FROM landing.delivery ORDER BY version") == [("superseded",), ("committed",)]


def test_what_was_rejected_for_its_header_is_listed_and_read_again(
    call: Call, settings: Settings, tmp_path: Path
) -> None:
    assert "没有可以重新读取的报送" in call("reread")[1]
    path = tmp_path / "poverty_relief.csv"
    path.write_text(",".join(HEAD[:6]) + "\n" + ",".join(row(1)[:6]) + "\n", encoding="gb18030")
    cut_off = dt.date(2019, 8, 31)
    one = landing.Announcement(path, "poverty_relief", "2019-08", "full", cut_off, cut_off)
    (landed,) = landing.deliver(settings, PACK, [one])
    assert take_in(settings).rejected == 1
    text = call("reread")[1]
    assert landed.delivery_id in text and "识别时间" in text
    assert f"campaign layout new 文件 --source poverty_relief --pack {PACK}" in text
    assert "另有 1 份因表头或缺列被退回" in call("held")[1]
    code, text = call("reread", landed.delivery_id[:8])
    assert code == 0 and landed.delivery_id in text
    assert call("reread", landed.delivery_id[:8])[0] == 1, "it is pending, not rejected"
    assert take_in(settings).rejected == 1


def test_what_could_not_be_read_is_not_released_and_what_does_not_wait_says_how_it_stands(
    call: Call, settings: Settings, hand_in: HandIn
) -> None:
    unread = hand_in([row(1)], mode="change")
    taken = hand_in([row(n) for n in range(4)], period="2019-09")
    take_in(settings)
    assert "不能放行" in call("held", unread)[1]
    code, text = call("release", unread[:8], "--by", "王", "--note", "核实", "--yes")
    assert code == 1 and "不能放行" in text
    assert rows(settings, "SELECT count(*) FROM landing.decision") == [(0,)]
    code, text = call("held", taken[:8])
    assert code == 1 and "已入库" in text
    code, text = call("held", "zz")
    assert code == 1 and "没有编号以“zz”开头" in text
