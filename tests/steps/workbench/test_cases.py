"""Every case of the five packs comes out as it was worked out by hand, by the statements of production."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.dialects import postgresql

from pipeline.workbench import cases as worked_cases
from tests.support.packs.worked_cases import PACKS, POLICIES, cases_of, pack_of, scratch_on
from tests.support.quick import quick_and_long
from transforms.policy.cases.load import check_cases
from warehouse import statements
from warehouse.embedded.server import Server

FEWEST_IN_ALL, FEWEST_PER_PACK = 400, 80


@pytest.mark.parametrize("pack_code", quick_and_long(PACKS, {"dongan-2020", "hefei-2020", "zhaoqing-2021"}))
def test_cases_come_out_as_expected(server: Server, tmp_path: Path, pack_code: str) -> None:
    with scratch_on(server, POLICIES, tmp_path) as settings:
        report = worked_cases.run(settings, pack_of(pack_code), cases_of(pack_code))
    said = [f"{sentence}: {one.text()}" for sentence, found in report.differences.items() for one in found]
    assert not said, "\n".join(said)
    assert not report.fixed_faults, f"take known_fault away: {report.fixed_faults}"
    assert not report.broken, report.broken
    assert report.is_good and report.cases == len(cases_of(pack_code))


def test_there_are_enough_cases_and_every_sentence_is_a_case_of_its_own() -> None:
    assert PACKS == ["dongan-2020", "hefei-2020", "heyuan-2020", "kaijiang-2020", "zhaoqing-2021"]
    counts = {pack_code: len(cases_of(pack_code)) for pack_code in PACKS}
    assert all(count >= FEWEST_PER_PACK for count in counts.values()), counts
    assert sum(counts.values()) >= FEWEST_IN_ALL, counts
    for pack_code in PACKS:
        assert not check_cases(pack_of(pack_code), POLICIES / pack_code)
        assert max(Counter(case.sentence for case in cases_of(pack_code)).values()) == 1


@pytest.mark.parametrize("pack_code", PACKS)
def test_every_category_and_payer_of_the_pack_is_in_a_case(pack_code: str) -> None:
    pack, cases = pack_of(pack_code), cases_of(pack_code)
    listed = {one.category for case in cases for one in case.text.lists}
    assert {one.category for one in pack.categories} <= listed
    assert any(one.startswith("unknown:") for one in listed)
    expected = {payer for case in cases for one in case.expect for payer in (one.payers or {})}
    paying = {payer for one in pack.subsidies if one.pays for payer in ([one.payer] if one.payer else [])}
    assert paying <= expected


@pytest.mark.parametrize("pack_code", PACKS)
def test_every_rule_that_gives_or_tracks_is_required_by_a_case(pack_code: str) -> None:
    pack, cases = pack_of(pack_code), cases_of(pack_code)
    cited = {one for case in cases for one in case.text.requirements}
    needed = {rule for one in (*pack.subsidies, *pack.windows, *pack.prices) for rule in one.requirement_ids}
    assert needed and needed <= cited


def test_the_statements_are_those_of_production(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the database executed is, to the byte, the text of the files; the report names the hash of these files."""
    pack, cases = pack_of(PACKS[0]), cases_of(PACKS[0])[:20]
    named: list[str] = []
    executed: set[str] = set()
    production = statements.run

    def recording(conn: Any, name: str, /, **params: Any) -> Any:
        named.append(name)
        return production(conn, name, **params)

    monkeypatch.setattr(statements, "run", recording)
    event.listen(Engine, "before_cursor_execute", listener := _recorder(executed))
    try:
        with scratch_on(server, POLICIES, tmp_path) as settings:
            report = worked_cases.run(settings, pack, cases)
    finally:
        event.remove(Engine, "before_cursor_execute", listener)
    ran = [name for name in dict.fromkeys(named) if name in set(worked_cases.assessment_statements())]
    assert ran == list(worked_cases.assessment_statements()) and len(ran) > 10
    files = {name: (statements.SQL_FOLDER / f"{name}.sql").read_text(encoding="utf-8") for name in ran}
    assert not [name for name, content in files.items() if _as_sent(content) not in executed]
    assert report.statements_sha256 == hashlib.sha256("".join(files.values()).encode()).hexdigest()


def _recorder(executed: set[str]) -> Any:
    def record(conn: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        executed.add(statement)

    return record


def _as_sent(content: str) -> str:
    return str(text(content).compile(dialect=postgresql.psycopg.dialect()))
