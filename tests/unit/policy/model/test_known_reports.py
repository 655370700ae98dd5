"""The reports that a pack may leave to the product."""

from pipeline.publish.reports import REPORTS
from tests.support.packs.changed_packs import PACKS, POLICIES
from transforms.policy import load_pack
from transforms.policy.model.known_reports import KNOWN_REPORTS, PERSON_LISTS


def test_every_report_that_a_notice_leaves_to_the_product_is_known_and_every_known_one_is_used() -> None:
    wanted = {
        publication.report
        for code in PACKS
        for publication in load_pack(POLICIES / code).publications
        if publication.made_by == "product"
    }
    assert wanted == KNOWN_REPORTS


def test_the_lists_of_persons_are_the_reports_with_files_in_the_store_of_lists() -> None:
    assert {code for code, report in REPORTS.items() if report.store == "lists"} == PERSON_LISTS
    assert {code for code, report in REPORTS.items() if report.role == "loader"} == PERSON_LISTS | {"settlement"}
