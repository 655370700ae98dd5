"""Every report of the registry is looked at as pixels, in each of its forms for people, for all five packs.

Workbooks and documents: `test_in_libreoffice`, with the sizes of `test_print_sizes`; PDF: `test_pdf_pictures`. These
tests take their files from `tests/support/reports/of_packs.py`, and a report that is missing there fails here.
"""

from __future__ import annotations

from collections import Counter

import pytest

from pipeline.publish import reports
from tests.support.packs.changed_packs import POLICIES
from tests.support.reports.of_packs import FOR_PROGRAMS, KINDS, content_of
from tests.support.warehouse.campaign import PACKS
from tests.unit.report.due_list.examples import composed
from transforms.policy import load_pack

LETTER = {"docx", "pdf", "xlsx"}
FORMS = {
    "appraisal": LETTER | {"csv"},
    "bulletin": LETTER | {"png"},
    "coverage_list": {"xlsx"},
    "fiscal_subsidy": LETTER,
    "missing_persons": {"xlsx"},
    "money_controls": {"xlsx"},
    "posting_roster": {"xlsx"},
    "progress": {"xlsx", "csv", "png"},
    "refund_list": {"xlsx"},
    "settlement": LETTER,
    "settlement_list": {"xlsx"},
    "start_roster": {"xlsx"},
    "uninsured_feedback": {"xlsx"},
    "village_poster": {"pdf"},
}
"""Report -> endings of its files. A new form needs a test of its pages; data for programs and pictures have none."""


def test_every_report_of_the_registry_is_looked_at() -> None:
    assert {*KINDS, *FOR_PROGRAMS} == set(reports.REPORTS), "add the new report to tests/support/reports/of_packs.py"
    assert set(FORMS) == set(KINDS)


def test_a_report_for_programs_has_no_form_for_people() -> None:
    contents = {"due_list": composed()}
    assert set(contents) == set(FOR_PROGRAMS)
    for code, content in contents.items():
        files = reports.find(code).files(content)
        assert files and {file.name.rpartition(".")[2] for file in files} <= {"csv", "json"}, code


@pytest.mark.long
@pytest.mark.parametrize("pack_code", PACKS)
def test_each_report_has_these_forms_and_one_file_of_each(pack_code: str) -> None:
    pack = load_pack(POLICIES / pack_code)
    contents = {code: content_of(pack, code) for code in KINDS}
    assert {code for code, content in contents.items() if content is None} == (
        set() if pack.appraisal else {"appraisal"}
    )
    for code, content in contents.items():
        if content is not None:
            endings = Counter(file.name.rpartition(".")[2] for file in reports.find(code).files(content))
            assert endings == Counter(FORMS[code]), code
