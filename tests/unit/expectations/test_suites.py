"""Great Expectations and our own checks count the same, over clean and dirty deliveries; and nothing leaks."""

from __future__ import annotations

import json
import logging
import random
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from expectations import SuiteResult, validate
from expectations import runner as runner_module
from tests.support.files.builders import (
    LAYOUTS,
    ROLL_HEADER,
    ROLL_SOURCE,
    TAX_HEADER,
    TAX_SOURCE,
    FakeSource,
    civil_file,
    civil_row,
    context,
    number,
    tax_file,
    tax_row,
    write_csv,
    write_xlsx,
)
from transforms.intake.gate.gate import gate_table
from transforms.intake.gate.kinds.registry import KINDS
from transforms.intake.reading.limits import Limits
from transforms.intake.reading.worker import read
from transforms.intake.values.context import GateResult

# code of an expectation -> the row reasons (with their columns) that it counts together
SAME: Mapping[str, set[tuple[str, str]]] = {
    "document_present": {("document_blank", "document_number"), ("document_numeric_cell", "document_number")},
    "document_form": {
        (f"document_{fault}", "document_number")
        for fault in ("length", "characters", "masked", "scientific", "certificate")
    },
    "document_checksum": {("document_checksum", "document_number")},
    "document_birth": {
        (f"document_{fault}", "document_number") for fault in ("birth_date", "birth_future", "age")
    },
    "name_blank": {("name_blank", "name")},
    "name_length": {("name_length", "name")},
    "unit_unknown": {("unit_unknown", "unit")},
    "unit_blank": {("unit_blank", "unit")},
    "category_present": {("category_blank", "category"), ("category_unknown", "category")},
    "receipt_blank": {("receipt_blank", "receipt_no")},
    "plan_year_unknown": {("plan_year_unknown", "plan_year")},
    "plan_year_not_payable": {("plan_year_not_payable", "plan_year")},
    "amount_present": {("amount_blank", "amount_fen"), ("amount_format", "amount_fen")},
    "amount_not_positive": {("amount_not_positive", "amount_fen")},
    "claim_not_positive": {("claim_not_positive", "amount_fen")},
    "personal_fen_range": {("amount_negative", "personal_fen")},
    "reversal_not_negative": {("reversal_not_negative", "amount_fen")},
    "received_on_range": {("date_out_of_range", "received_on")},
    "collected_on_range": {("date_out_of_range", "collected_on")},
    "effective_on_range": {("date_out_of_range", "effective_on")},
    "insured_from_range": {("date_out_of_range", "insured_from")},
    "measure_blank": {("measure_blank", "measure")},
    "status_unknown": {("status_unknown", "status")},
    **{
        f"{column}_present": {
            (code, column) for code in ("date_blank", "date_format", "date_ambiguous", "date_impossible")
        }
        for column in ("received_on", "collected_on", "insured_from")
    },
}  # fmt: skip
NEVER_FAILS = {"op_known", "persons_range", "status_set"}  # parsing leaves only null or a known word there
BROKEN = number(7)[:-1] + ("0" if number(7)[-1] != "0" else "1")
DOCUMENTS = [
    "", BROKEN, number(7)[:-1], number(7, "19800230"), number(7, "20191211"), number(7, "18700101"), "1.99E+17",
    number(7)[:6] + "****" + number(7)[10:], "ABC123456789012", "没有", "p123456789", number(8)[:6] + number(8)[8:17],
    number(9).lower(), number(5, area="810000"),
]  # fmt: skip
NAMES = ["", "长" * 51, "  ", "NA", "李·四", "A" * 50]
UNITS = ["", "别处镇", "某县甲镇", "乙 乡"]
DATES = ["", "2019-02-30", "01/02/2019", "2020-05-05", "1850-01-01", "不详", "20190901", "2019年9月1日"]
AMOUNTS = ["", "1.234", "0", "-5", "一百", "250", "1E3"]
YEARS = ["", "2018", "2020年度", "今年"]


def gated(raw: Any, source: FakeSource, mode: str) -> tuple[GateResult, SuiteResult]:
    kept: list[SuiteResult] = []

    def keep(kind: str, tables: Sequence[pa.Table], limits: Mapping[str, Any]) -> list[tuple[str, ...]]:
        kept.extend(validate(kind, table, limits) for table in tables)
        return [one.critical_failures for one in kept]

    result = gate_table(raw, source, LAYOUTS[source.layout], context(mode), keep)
    assert len(kept) == 1
    return result, kept[0]


def assert_same_counts(result: GateResult, verdict: SuiteResult) -> int:
    rows: dict[tuple[str, str], set[int]] = {}
    for entry in (*result.quarantine.to_pylist(), *result.warnings.to_pylist()):
        rows.setdefault((entry["reason_code"], entry["column_name"]), set()).add(entry["row_no"])
    for code, counted in verdict.unexpected_counts.items():
        expected = set().union(*(rows.get(key, set()) for key in SAME.get(code, set())))
        assert code in SAME or code in NEVER_FAILS, code
        assert counted == len(expected), code
    return sum(verdict.unexpected_counts.values())


def dirty(rng: random.Random, choices: Mapping[str, list[str]]) -> dict[str, str]:
    return {name: rng.choice(values) for name, values in choices.items() if rng.random() < 0.25}


@pytest.mark.parametrize("seed", range(4))
def test_a_tax_feed_is_counted_the_same(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    choices = {"document": DOCUMENTS, "name": NAMES, "unit": UNITS[1:], "collected": DATES, "received": DATES,
               "amount": AMOUNTS, "year": YEARS, "receipt": ["", " "]}  # fmt: skip
    lines = [tax_row(at, **(dirty(rng, choices) if seed else {})) for at in range(1, 200)]
    raw = read(tax_file(tmp_path / "a.csv", lines), LAYOUTS["tax"], "feed", Limits())
    found = assert_same_counts(*gated(raw, TAX_SOURCE, "feed"))
    assert found > 100 if seed else found == 0


@pytest.mark.parametrize("seed", range(3))
def test_a_feed_with_reversals_is_counted_the_same(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    lines = [f"{TAX_HEADER},原凭证号"]
    for at in range(1, 300):
        amount, of = rng.choice([*AMOUNTS, "-250.00", "(120)", "120.00-"]), rng.choice(["", "", f"PZ{at - 1:06d}", "X"])
        lines.append(tax_row(at, amount=amount, of=of))
    raw = read(write_csv(tmp_path / "a.csv", [*lines, "合计,299笔,,,0.00,,,,,"]), LAYOUTS["tax"], "feed", Limits())
    result, verdict = gated(raw, TAX_SOURCE, "feed")
    assert assert_same_counts(result, verdict) > 50
    assert verdict.unexpected_counts["reversal_not_negative"] > 10
    assert 0 < pc.sum(pc.is_valid(result.clean["reversed_receipt_no"])).as_py() < result.clean_count


@pytest.mark.parametrize("seed", range(3))
def test_a_special_list_is_counted_the_same(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    choices: dict[str, list[Any]] = {"document": [*DOCUMENTS, 1.99999198e17], "name": NAMES, "unit": UNITS[1:],
                                     "on": DATES, "category": ["", "abc", "新类别"]}  # fmt: skip
    rows = [civil_row(at, **dirty(rng, choices)) for at in range(1, 150)]
    raw = read(civil_file(tmp_path / "a.xlsx", rows), LAYOUTS["civil_affairs"], "full", Limits())
    assert assert_same_counts(*gated(raw, FakeSource(), "full")) > 50


def test_the_other_kinds_are_counted_the_same(tmp_path: Path) -> None:
    rng = random.Random(5)
    lines = [ROLL_HEADER]
    for at in range(1, 200):
        row = {"name": "赵六", "document": number(at), "unit": "甲镇"}
        row |= dirty(rng, {"name": NAMES, "document": DOCUMENTS, "unit": UNITS})
        lines.append(f"{row['name']},{row['document']},,,{row['unit']},某村,H1,是,否")
    raw = read(write_csv(tmp_path / "r.csv", lines), LAYOUTS["roll"], "full", Limits())
    assert assert_same_counts(*gated(raw, ROLL_SOURCE, "full")) > 50

    people = [f"周八,{number(at)},某市,{rng.choice(DATES)},{rng.choice(DATES)}" for at in range(1, 200)]
    lines = ["姓名,证件号码,统筹区,参保开始日期,参保终止日期", *people]
    raw = read(write_csv(tmp_path / "e.csv", lines), LAYOUTS["employee"], "full", Limits())
    assert assert_same_counts(*gated(raw, FakeSource("employee", "employee", "employee", "full", {}), "full")) > 50

    past = [f"吴九,{rng.choice(DOCUMENTS)},{rng.choice(YEARS)},是" for _ in range(200)]
    raw = read(
        write_csv(tmp_path / "h.csv", ["姓名,证件号码,参保年度,是否参保", *past]), LAYOUTS["history"], "full", Limits()
    )
    assert assert_same_counts(*gated(raw, FakeSource("history", "history", "history", "full", {}), "full")) > 50

    rows = [
        [rng.choice(["甲镇", *UNITS]), f"指标{at}" if at % 5 else "", at, rng.choice(["正式", "大概"]), "县里"]
        for at in range(60)
    ]
    workbook = write_xlsx(tmp_path / "t.xlsx", [["单位", "指标", "人数", "状态", "来源"], *rows])
    raw = read(workbook, LAYOUTS["targets"], "full", Limits())
    source = FakeSource("targets", "target_table", "targets", "full", {})
    assert assert_same_counts(*gated(raw, source, "full")) > 20


def test_claims_are_counted_the_same(tmp_path: Path) -> None:
    rng = random.Random(6)
    words, amounts = ("低保", ""), ("130", "0", "", "-1")
    claims = [f"甲镇,郑十,{number(at)},{rng.choice(words)},{rng.choice(amounts)}" for at in range(1, 200)]
    file = write_csv(tmp_path / "c.csv", ["街道乡镇,姓名,身份证件号码,代缴类别,代缴金额", *claims])
    source = FakeSource("fund_claim", "fund_claim", "fund_claim", "full", {"低保": "minimum_living"})
    raw = read(file, LAYOUTS["fund_claim"], "full", Limits())
    assert assert_same_counts(*gated(raw, source, "full")) > 50


def test_a_critical_failure_decides_about_the_delivery(tmp_path: Path) -> None:
    lines = [tax_row(at, received="2020-05-05" if at > 1 else "2019-11-03") for at in range(1, 4)]
    raw = read(tax_file(tmp_path / "a.csv", lines), LAYOUTS["tax"], "feed", Limits())
    result, verdict = gated(raw, TAX_SOURCE, "feed")
    assert verdict.critical_failures == ("received_on_range",)
    assert result.decision == "hold"
    assert {"gate_failed", "mostly_quarantined"} == {reason.code for reason in result.reasons}
    lines = [tax_row(at, unit="别处镇" if at > 1 else "甲镇") for at in range(1, 4)]
    raw = read(tax_file(tmp_path / "b.csv", lines), LAYOUTS["tax"], "feed", Limits())
    result, verdict = gated(raw, TAX_SOURCE, "feed")
    assert verdict.critical_failures == ("unit_unknown",)
    assert (result.decision, [r.code for r in result.reasons].count("other_place")) == ("reject", 1)


def planted_file(folder: Path) -> tuple[Path, list[str]]:
    planted = ["植入的姓名" * 11, number(7)[:-2] + "77", "植入的单位", "植入类别X9", "植入日期"]
    row = civil_row(1, name=planted[0], document=planted[1], unit=planted[2], category=planted[3], on=planted[4])
    return civil_file(folder / "a.xlsx", [row, row, row]), planted


def test_no_value_stays_in_results_logs_or_output(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    validate_batch: list[Any] = []
    definition = runner_module._batch_definition()
    original = type(definition).get_batch

    def watched(self: Any, *arguments: Any, **named: Any) -> Any:
        batch = original(self, *arguments, **named)
        inner = type(batch).validate

        class Watched:
            def validate(self, *a: Any, **k: Any) -> Any:
                validate_batch.append(inner(batch, *a, **k))
                return validate_batch[-1]

        return Watched()

    monkeypatch.setattr(type(definition), "get_batch", watched)
    path, planted = planted_file(tmp_path)
    with caplog.at_level(logging.DEBUG):
        raw = read(path, LAYOUTS["civil_affairs"], "full", Limits())
        result, verdict = gated(raw, FakeSource(), "full")
    output = capfd.readouterr()
    assert len(validate_batch) == 1 and verdict.critical_failures
    everything = "\n".join(
        [json.dumps(validate_batch[0].to_json_dict(), ensure_ascii=False), repr(validate_batch[0]), repr(verdict),
         repr(result.reasons), str(result.quarantine.to_pylist()), str(result.warnings.to_pylist()),
         caplog.text, output.out, output.err]
    )  # fmt: skip
    assert "document_form" in everything
    for value in planted:
        assert value not in everything


def test_a_crash_inside_a_suite_says_no_value_and_counts_as_failed(caplog: pytest.LogCaptureFixture) -> None:
    limits = {"earliest_on": LAYOUTS["tax"].earliest_date, "plan_years": [2020],
              "units": [], "statuses": [], "name_characters": 50}  # fmt: skip
    table = pa.table({"amount_fen": ["植入的金额", "x"], "name": ["a", "b"]})
    with caplog.at_level(logging.DEBUG):
        verdict = validate("tax_feed", table, limits)
    assert "amount_not_positive" in verdict.critical_failures
    assert not verdict.success
    assert "植入的金额" not in caplog.text + repr(verdict)


def test_no_file_and_no_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    runner_module._batch_definition.cache_clear()
    lines = [tax_row(at) for at in range(1, 4)]
    raw = read(tax_file(tmp_path / "in" / "a.csv", lines), LAYOUTS["tax"], "feed", Limits())
    assert gated(raw, TAX_SOURCE, "feed")[0].decision == "accept"
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_each_kind_of_source_has_a_suite() -> None:
    from expectations.suites import SUITES

    assert set(SUITES) == set(KINDS), "a kind in transforms/intake/gate/kinds needs a suite in expectations/suites.py"


def test_reading_rows_needs_no_great_expectations() -> None:
    """Three seconds of import belong to the gate, not to whoever imports the intake (a DAG file, the worker)."""
    import subprocess
    import sys

    heavy = ("great_expectations", "pandas")
    code = f"import sys, transforms.intake, expectations; print(*(name in sys.modules for name in {heavy}))"
    root = Path(__file__).parents[3]
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert told.stdout.split() == ["False", "False"]
