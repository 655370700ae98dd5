"""The questions of docs/how-to/ask-the-warehouse.md on a finished campaign; keys of marts; marts as Parquet."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlalchemy import text

from pipeline.publish import run as publish
from pipeline.publish.exports import parquet
from pipeline.publish.inputs import PublishError
from pipeline.runtime.settings import REPOSITORY
from tests.campaign.conftest import Finished
from tests.support.quick import quick_and_long
from tests.support.warehouse.campaign import PACKS
from warehouse import engine

PAGE = REPOSITORY / "docs" / "how-to" / "ask-the-warehouse.md"
QUESTIONS = dict(
    re.findall(r"^## ([^\n]+\?)\n.*?^```sql\n(.+?);\n```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.M)
)
PACK = "dongan-2020"
DAY = dt.date(2019, 10, 31)


def _rows(done: Finished, query: str, role: str = "analyst", **params: Any) -> list[dict[str, Any]]:
    with engine.create(done.settings.warehouse_url(role)).connect() as conn:
        return [dict(row) for row in conn.execute(text(query), params).mappings()]


def _answer(done: Finished, words: str) -> list[dict[str, Any]]:
    (query,) = (query for question, query in QUESTIONS.items() if words in question)
    return _rows(done, query)


@pytest.fixture(scope="module")
def dongan(finished: Callable[[str], Finished]) -> Finished:
    """The finished campaign; its reports of one day are published."""
    done = finished(PACK)
    publish.run(done.settings, PACK, dt.date(2019, 11, 1))
    return done


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_question_has_an_answer(dongan: Finished, question: str) -> None:
    assert _rows(dongan, QUESTIONS[question]), question


def test_the_page_has_ten_questions_and_more() -> None:
    assert len(QUESTIONS) == PAGE.read_text(encoding="utf-8").count("```sql") >= 10


def test_the_curve_ends_with_the_sum_of_the_days(dongan: Finished) -> None:
    at_the_end = {row["unit_name"]: row["enrolled_persons"] for row in _answer(dongan, "at a past date, and what")}
    curve = _answer(dongan, "day by day")
    assert [row["on_date"] for row in curve] == [DAY - dt.timedelta(days) for days in range(6, -1, -1)]
    assert curve[-1]["enrolled_persons"] == at_the_end["白牙市镇"] > 0
    steps = pairwise(curve)
    assert all(
        after["enrolled_persons"] - before["enrolled_persons"] == after["new_enrolled_persons"]
        for before, after in steps
    )


@pytest.mark.parametrize("pack_code", quick_and_long(PACKS, (PACK,)))
def test_curve_months_and_ages_add_up_to_the_ledger(finished: Callable[[str], Finished], pack_code: str) -> None:
    done = finished(pack_code)
    ((ledger),) = _rows(
        done,
        "SELECT sum(t.enrolled_persons) AS persons, sum(t.received_fen) AS fen FROM ledger.event AS t"
        " JOIN policy.campaign AS c USING (campaign_id, plan_year) WHERE c.pack_code = :pack",
        "owner", pack=pack_code,
    )  # fmt: skip
    assert ledger["persons"] > 100
    ends = _rows(
        done,
        "SELECT DISTINCT ON (unit_id) enrolled_persons, received_fen FROM mart.unit_curve WHERE pack_code = :pack"
        " ORDER BY unit_id, on_date DESC", pack=pack_code,
    )  # fmt: skip
    assert sum(row["enrolled_persons"] for row in ends) == ledger["persons"]
    assert sum(row["received_fen"] for row in ends) == ledger["fen"]
    ((month),) = _rows(
        done,
        "SELECT sum(new_enrolled_persons) AS persons, sum(new_received_fen) AS fen FROM mart.unit_month"
        " WHERE pack_code = :pack", pack=pack_code,
    )  # fmt: skip
    assert (month["persons"], month["fen"]) == (ledger["persons"], ledger["fen"])
    ages = _rows(
        done,
        "SELECT a.* FROM mart.age_sex AS a JOIN policy.campaign AS c USING (pack_code, plan_year)"
        " WHERE pack_code = :pack", "owner", pack=pack_code,
    )  # fmt: skip
    assert sum(row["enrolled_persons"] for row in ages) == ledger["persons"]
    assert {row["age_band"] for row in ages} >= {"0-17", "18-59", "60-79"} and {row["sex"] for row in ages} >= {
        "F",
        "M",
    }


def test_an_age_is_that_of_the_first_day_of_the_plan_year(dongan: Finished) -> None:
    """Count again in Python from birth dates: whoever is 18, 60 or 80 on that day is in the older band."""
    people = _rows(
        dongan,
        "SELECT d.plan_year, t.birth_on FROM core.dues AS d JOIN core.trait AS t USING (campaign_id, person_key)"
        " JOIN policy.campaign AS c USING (campaign_id) WHERE c.pack_code = :pack AND t.birth_on IS NOT NULL",
        "owner", pack=PACK,
    )  # fmt: skip
    counted: dict[tuple[int, str], int] = {}
    for person in people:
        first = dt.date(person["plan_year"], 1, 1)
        birth = person["birth_on"]
        age = first.year - birth.year - ((first.month, first.day) < (birth.month, birth.day))
        band = "0-17" if age < 18 else "18-59" if age < 60 else "60-79" if age < 80 else "80-"
        counted[person["plan_year"], band] = counted.get((person["plan_year"], band), 0) + 1
    rows = _rows(
        dongan,
        "SELECT plan_year, age_band, sum(persons) AS persons FROM mart.age_sex"
        " WHERE pack_code = :pack AND age_band <> '' GROUP BY 1, 2", pack=PACK,
    )  # fmt: skip
    assert {(row["plan_year"], row["age_band"]): row["persons"] for row in rows} == counted


def test_senders_are_counted_as_their_expected_deliveries(dongan: Finished) -> None:
    rows = _rows(dongan, "SELECT * FROM mart.sender_timeliness WHERE pack_code = :pack", pack=PACK)
    states = ("on_time", "late", "missing", "not_due")
    for row in rows:
        assert row["expected_deliveries"] == sum(row[f"{state}_deliveries"] for state in states)
        assert (row["most_days_late"] > 0) == (row["late_deliveries"] + row["missing_deliveries"] > 0)
    assert len(rows) > 4 and sum(row["row_count"] for row in rows) > 5_000


def test_publications_and_mails_belong_together(dongan: Finished) -> None:
    rows = _answer(dongan, "Which report went")
    assert {row["report"] for row in rows} >= {"progress", "bulletin"} and all(row["recipient"] for row in rows)
    mails = _rows(dongan, "SELECT mail_kind, publication_id FROM mart.mail WHERE pack_code = :pack", pack=PACK)
    assert all((mail["publication_id"] is not None) == (mail["mail_kind"] == "publication") for mail in mails)


@pytest.mark.parametrize("pack_code", quick_and_long(PACKS, (PACK,)))
def test_the_key_of_each_mart_is_one(finished: Callable[[str], Finished], pack_code: str) -> None:
    done, filled = finished(pack_code), 0
    for name, table in parquet.marts().items():
        assert table.key, f"{name}: state its key in sql/dictionary/mart.yaml"
        keys = ", ".join(table.key)
        ((counts),) = _rows(
            done,
            f"SELECT count(*) AS n, count(DISTINCT row({keys})) AS keys FROM mart.{name}",
        )
        assert counts["n"] == counts["keys"], f"{name}: {keys}"
        filled += counts["n"] > 0
    assert filled >= 15


@pytest.mark.long
def test_marts_as_parquet_are_the_marts(dongan: Finished, tmp_path: Path) -> None:
    written = parquet.export_marts(dongan.settings, tmp_path / "marts")
    assert {file.path.stem for file in written} == set(parquet.marts())
    assert not list((tmp_path / "marts").glob(".*")), "nothing half written is left"
    for file in written:
        made = pq.read_table(file.path)
        assert made.num_rows == file.rows
        fen = [field for field in made.schema if field.name.endswith("_fen")]
        assert all(pa.types.is_integer(field.type) for field in fen), file.path.name
        rows = _rows(dongan, f"SELECT * FROM mart.{file.path.stem}")
        as_file = [{name: _plain(value) for name, value in row.items()} for row in made.to_pylist()]
        as_mart = [{name: _plain(value) for name, value in row.items()} for row in rows]
        assert sorted(map(repr, as_file)) == sorted(map(repr, as_mart)), file.path.name


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC)
    return value if value is None or isinstance(value, (int, float, str, dt.date, list)) else str(value)


def test_a_parquet_file_explains_itself_and_an_unknown_mart_is_refused(dongan: Finished, tmp_path: Path) -> None:
    (file,) = parquet.export_marts(dongan.settings, tmp_path, ["unit_curve"])
    schema = pq.read_schema(file.path)
    assert schema.metadata[b"key"] == b"pack_code, unit_id, on_date" and "逐日".encode() in schema.metadata[b"label"]
    assert schema.field("received_fen").metadata[b"unit"] == b"fen"
    with pytest.raises(PublishError, match="no mart person; there are: after_death, age_sex"):
        parquet.export_marts(dongan.settings, tmp_path, ["unit_curve", "person"])
    assert [path.name for path in tmp_path.iterdir()] == ["unit_curve.parquet"]
