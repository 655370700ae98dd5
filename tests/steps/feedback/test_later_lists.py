"""The cross-check considers later lists: insurance that has ended, and persons who are named again after an end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from pipeline.feedback import cross_check
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.runtime.settings import Settings
from tests.support.files.small_deliveries import PACK, Desk, number
from transforms.identity.keyring import Keyring
from transforms.policy import campaign_id
from warehouse import engine

ON = dt.date(2019, 12, 20)
KINDS = ("roll", "special_list", "employee")
ENDED, STILL, TAKEN_BACK, NAMED_AGAIN, REMOVED = range(5)
SINCE, LAST = "2014-05-01", "2019-10-09"


@pytest.fixture(scope="module")
def found(make_warehouse: Callable[..., Settings], tmp_path_factory: pytest.TempPathFactory) -> dict[int, set[str]]:
    """Person -> findings about a list of another department that names all five."""
    settings, desk = make_warehouse(), Desk(Path(tmp_path_factory.mktemp("lists")))
    everybody = [ENDED, STILL, TAKEN_BACK, NAMED_AGAIN, REMOVED]
    later = desk.jobs([(ENDED, SINCE, LAST), (STILL, SINCE, ""), (TAKEN_BACK, SINCE, "")], "2019-12", "2019-12-05")
    earlier = desk.jobs([(ENDED, SINCE, ""), (STILL, SINCE, ""), (TAKEN_BACK, SINCE, LAST)], "2019-08", "2019-08-31")
    lists = [
        desk.roll(everybody, "2019-07", "2019-07-31"), later, earlier,
        desk.full([NAMED_AGAIN, REMOVED], "2019-08", "2019-08-31"),
        desk.change([(NAMED_AGAIN, "减少", "2019-09-10"), (REMOVED, "减少", "2019-09-10")], "2019-09", "2019-09-30"),
        desk.change([(NAMED_AGAIN, "新增", "2019-01-05")], "2019-11", "2019-11-30"),
    ]  # fmt: skip
    landing.deliver(settings, PACK, lists)
    report = intake.run(settings, PACK, KINDS, ON)
    assert (report.committed, report.held, report.rejected) == (6, 0, 0)
    people = pa.table({
        "row_no": pa.array(everybody, pa.int32()), "document_number": [number(one) for one in everybody],
        "unit_id": pa.nulls(len(everybody), pa.string()),
    })  # fmt: skip
    keyring = Keyring(settings.hash_key, settings.cipher_key)
    with engine.create(settings.warehouse_url("loader")).connect() as conn:
        hits = cross_check.compare(conn, keyring, campaign_id(PACK), "civil_affairs", "special_list", people, ON)
    return {one: {hit.code for hit in hits if hit.row_no == one} for one in everybody}


def test_employee_insurance_is_as_the_later_list_states(found: dict[int, set[str]]) -> None:
    assert [found[one] for one in (ENDED, STILL, TAKEN_BACK)] == [set(), {"employee_insured"}, {"employee_insured"}]


def test_a_person_who_is_named_again_is_on_the_other_list(found: dict[int, set[str]]) -> None:
    assert [found[one] for one in (NAMED_AGAIN, REMOVED)] == [{"other_list"}, set()]
