"""The reports that a pack may leave to the product."""

from tests.support.packs.changed_packs import PACKS, POLICIES
from transforms.policy import load_pack
from transforms.policy.model.known_reports import KNOWN_REPORTS

# its recipients are townships; it is made by people until each of them gets its own persons alone
WITHOUT_PACK = {"uninsured_feedback"}


def test_every_report_that_a_notice_leaves_to_the_product_is_known_and_every_known_one_is_used() -> None:
    wanted = {
        publication.report
        for code in PACKS
        for publication in load_pack(POLICIES / code).publications
        if publication.made_by == "product"
    }
    assert wanted | WITHOUT_PACK == KNOWN_REPORTS
    assert wanted == {"appraisal", "bulletin", "missing_persons", "progress"}
