"""A form that nobody described: held, drafted by `campaign layout new`, tried, and loaded by editing one file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from pipeline.commands.main import app
from pipeline.intake import run as intake
from pipeline.runtime.settings import Settings
from tests.support import environment
from tests.support.files import new_department as bureau
from tests.support.warehouse.campaign import frame

PEOPLE = bureau.veterans(14)
HEAD = [
    "档案号",
    "对象状态",
    "优抚人员",
    "性别",
    "优抚对象姓名",
    "居民身份证",
    "户籍地址",
    "优抚对象类别",
    "享受待遇起始月份",
    "联系人姓名",
    "联系人身份证",
]
DEAD = 3


def write(path: Path) -> Path:
    """A list in a form of its own: state column, addresses for units, months for days, another person per row."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["开江县享受定期抚恤补助对象名册"])
    sheet.append(HEAD)
    for at, one in enumerate(PEOPLE):
        state = "去世" if at < DEAD else "享受待遇"
        address = f"开江县{one.unit}"
        other = bureau.veterans(1, first=60 + at)[0]
        person = [one.name, one.number, address, one.word, f"{one.since:%Y-%m}"]
        sheet.append([f"D{at:04}", state, "", "男", *person, other.name, other.number])
    book.properties.modified = dt.datetime(2019, 8, 26)  # noqa: DTZ001 - the format knows no zone
    book.save(path)
    return path


@pytest.fixture()
def place(make_warehouse: Callable[..., Settings], tmp_path: Path) -> Settings:
    return make_warehouse(bureau.policies(tmp_path))


def take_in(settings: Settings) -> tuple[int, int]:
    report = intake.run(settings, bureau.PACK, ("special_list",), bureau.DAY)
    return report.committed, report.held


def test_from_held_to_loaded_by_a_drafted_layout(
    place: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment.leads_to(place, monkeypatch)

    def call(*arguments: str) -> str:
        result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output.replace("\n", "")

    file = write(tmp_path / "名册.xlsx")
    bureau.hand_in(place, file)
    assert take_in(place) == (0, 1)
    step = f"campaign layout new 文件 --source {bureau.SOURCE} --pack {bureau.PACK}"
    (delivery_id,) = frame(place, "SELECT delivery_id FROM landing.delivery")["delivery_id"]
    assert step in call("held", "--pack", bureau.PACK)
    assert step in call("held", str(delivery_id)[:8], "--pack", bureau.PACK)

    about = ["--source", bureau.SOURCE, "--pack", bureau.PACK]
    told = call("layout", "new", str(file), *about, "--name", "veterans_register")
    assert "“优抚对象姓名”：姓名" in told and "“居民身份证”：证件号码" in told and "“户籍地址”：所属单位" in told
    assert "“对象状态”：决定该行是否计入" in told and "不读取：" in told and "“联系人身份证”" in told
    assert not [one for one in PEOPLE if one.name in told or one.number in told]
    assert CliRunner().invoke(app, ["layout", "new", str(file), *about, "--name", "veterans_register"]).exit_code == 1

    draft = place.policies_dir / "layouts" / "veterans_register.yaml"
    text = draft.read_text(encoding="utf-8")
    assert not [one for one in PEOPLE if one.name in text or one.number in text]
    assert take_in(place) == (0, 0), "a draft reads no delivery"
    words = "{" + ", ".join(f"{word}: entitled_group" for word in bureau.WORDS) + "}"
    text = "\n".join(line for line in text.splitlines() if "category_words" not in line)
    draft.write_text(f"{text}\ncategory_words: {words}\n", encoding="utf-8")
    for one_layout in ([], ["--layout", "veterans_register"]):
        assert "按版式 veterans_register 试读：可以入库" in call("layout", "try", str(file), *about, *one_layout)
    refused = CliRunner().invoke(app, ["layout", "try", str(file), *about, "--layout", "roll"])
    assert refused.exit_code == 1 and "不是来源 veterans 的" in refused.output.replace("\n", "")
    call("layout", "check")
    assert take_in(place) == (0, 0)

    draft.write_text(draft.read_text(encoding="utf-8").replace("draft: true\n", ""), encoding="utf-8")
    assert take_in(place) == (1, 0)
    loaded = frame(place, "SELECT effective_on, unit_id FROM core.membership_fact")
    assert len(loaded) == len(PEOPLE) - DEAD and loaded["unit_id"].notna().all()
