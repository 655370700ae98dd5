"""`campaign policy explain` as an official meets it; a document number is never shown."""

from __future__ import annotations

import getpass
import logging
import uuid
from datetime import date

import pytest
from typer.testing import CliRunner

from pipeline.assess import run as assess
from pipeline.commands.main import app
from pipeline.runtime.settings import Settings
from pipeline.workbench import explain
from simulation.facts import ListRow, Person, Receipt, Roll
from simulation.localities import PLACES
from tests.support.packs.worked_cases import POLICIES
from tests.support.warehouse import facts
from transforms.identity.document_faults import check_digit
from transforms.identity.keyring import Keyring
from warehouse import bulk, engine
from warehouse.embedded.server import Server

PACK = "dongan-2020"
STEM = "199999" + "19800501" + "001"
NUMBER = STEM + check_digit(STEM)


@pytest.fixture()
def person(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Person:
    """Registered poor, has paid in October; assessed, with an alias; the command finds this warehouse."""
    unit = PLACES[PACK].units[0][0]
    day = date(2019, 9, 5)
    row = ListRow("s", "registered_poor", "", "add", day, day, day, None, True, unit)
    paid = date(2019, 10, 5)
    receipt = Receipt(1, 2020, 12000, paid, paid, "微信", unit)
    one = Person(1, date(1980, 5, 1), Roll(unit, True, True), [row], [receipt])
    facts.put(settings, PACK, [one])
    assess.run(settings, PACK, date(2020, 2, 29))
    (alias,) = Keyring(settings.hash_key, settings.cipher_key).alias_keys([NUMBER])
    with engine.create(settings.warehouse_url("loader")).begin() as conn:
        known = {"alias_key": alias, "person_key": facts.key_of(one).bytes}
        bulk.copy(conn, "vault.alias", _table(known))
    monkeypatch.setattr(Settings, "from_environment", classmethod(lambda cls, environ=None: settings))
    monkeypatch.setenv("COLUMNS", "220")
    return one


def _table(row: dict[str, bytes]) -> object:
    import pyarrow as pa

    return pa.table({name: pa.array([value], pa.binary(16)) for name, value in row.items()})


def _run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["policy", "explain", *arguments])
    return result.exit_code, result.output


def test_a_person_by_pseudonym(person: Person) -> None:
    code, output = _run("--pack", PACK, "--person", str(facts.key_of(person)))
    assert code == 0, output
    assert output.splitlines()[0] == "2020年度：应缴120元，财政代缴130元，2019-10-05参保，通知没有写明何时起享受待遇。"
    for words in ("建档立卡", "DA-08", "按此类别资助130元", "六、困难群众参保资助标准", "缴费期", "参保日"):
        assert words in output, words


def test_a_number_is_asked_for_hidden_and_appears_nowhere(
    person: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    # full-width digits and spaces are dress, as in the lists
    typed = f" {NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]} ".lower()
    monkeypatch.setattr(getpass, "getpass", lambda prompt: typed)
    code, output = _run("--pack", PACK, "--number")
    assert code == 0 and "应缴120元，财政代缴130元" in output
    assert NUMBER not in output + caplog.text and typed.strip() not in output + caplog.text


@pytest.mark.parametrize("typed", [NUMBER[:-1], "199999", ""])
def test_an_unknown_number_is_not_told_back(person: Person, monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.setattr(getpass, "getpass", lambda prompt: typed)
    code, output = _run("--pack", PACK, "--number")
    assert code == 1 and "没有此人" in output and (not typed or typed not in output)


def test_where_input_cannot_be_hidden_nothing_is_asked(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getpass", getpass.fallback_getpass)
    code, output = _run("--pack", PACK, "--number")
    assert code == 1 and "不能隐藏输入" in output


def test_a_worked_case(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMPAIGN_HOME", str(server.home))
    monkeypatch.setenv("COLUMNS", "220")
    code, output = _run(str(POLICIES / PACK), "--case", "特困人员没有应缴却缴了250元")
    assert code == 0, output
    assert "算例：特困人员没有应缴却缴了250元" in output and "应缴0元，医疗救助代缴250元" in output.replace("资金", "")
    assert "应退还" in output and "DA-09" in output
    assert _run(str(POLICIES / PACK), "--case", "没有这样的算例")[0] == 1


@pytest.mark.parametrize(
    "arguments",
    [(), ("--person", "x"), ("--pack", PACK), ("--pack", PACK, "--person", "x", "--number"), ("somewhere",)],
)
def test_what_is_asked_must_be_clear(arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PACK", raising=False)
    code, output = _run(*arguments)
    assert code == 1 and "用法" in output


def test_a_pseudonym_that_is_none(person: Person) -> None:
    code, output = _run("--pack", PACK, "--person", "x")
    assert code == 1 and "人员代号不对" in output


def test_each_reading_is_recorded(person: Person, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Record person, official and reason of every reading, whether the person is found by key or by number."""
    key = facts.key_of(person)
    unknown = uuid.UUID(int=7)
    monkeypatch.setattr(getpass, "getpass", lambda prompt: NUMBER)
    monkeypatch.setattr(getpass, "getuser", lambda: "windows7")
    _run("--pack", PACK, "--person", str(key), "--by", " 王科长 ", "--reason", "来访")
    _run("--pack", PACK, "--number")
    assert _run("--pack", PACK, "--person", str(unknown), "--by", "李")[0] == 1
    assert _run("--pack", "nowhere-2020", "--person", str(key))[0] == 1
    with engine.create(settings.warehouse_url("auditor")).connect() as conn:
        sql = "SELECT person_key, read_by, reason, role_name FROM ledger.explanation_reading ORDER BY read_at"
        rows = [tuple(row) for row in conn.exec_driver_sql(sql)]
    assert rows == [
        (key, "王科长", "来访", "caseworker"), (key, "windows7", "", "caseworker"), (unknown, "李", "", "caseworker"),
    ]  # fmt: skip


def test_the_audited_lines_are_those_of_the_mart(person: Person, settings: Settings) -> None:
    key = facts.key_of(person)
    lines = explain.lines_of_person(settings, PACK, key, "王科长")
    with engine.create(settings.warehouse_url("loader")).connect() as conn:
        shown = conn.exec_driver_sql(
            "SELECT explanation_zh FROM mart_case.explanation WHERE person_key = %s ORDER BY plan_year, line_no", (key,)
        ).scalars()
        assert [line.explanation_zh for line in lines] == list(shown) != []
