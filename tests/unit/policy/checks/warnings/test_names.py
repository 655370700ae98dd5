"""Warnings about names that are used nowhere, or easily confused."""

from tests.support.packs.entries import dongan, entry, sections
from transforms.policy.checks.warnings import names
from transforms.policy.model.schedule import Recipient
from transforms.policy.model.subsidies import Category, Payer

PACK = dongan()


def test_a_category_that_no_source_sends_is_empty_for_ever() -> None:
    lonely = entry(Category, category="hero", label_zh="见义勇为人员")
    categories = (*PACK.categories, lonely)
    findings = list(names.categories_nobody_sends(sections(categories=categories, sources=PACK.sources)))
    assert [finding.path for finding in findings] == [("categories", len(PACK.categories), "category")]
    assert findings[0].expected_zh == "没有单位报送“见义勇为人员”名单，不会有人属于这一类"


def test_a_fund_is_used_by_a_subsidy_or_one_of_its_parts() -> None:
    payers = (*PACK.payers, entry(Payer, payer="charity", label_zh="慈善总会"))
    findings = list(names.unused_payers(sections(payers=payers, subsidies=PACK.subsidies)))
    assert [(finding.path, finding.code) for finding in findings] == [(("payers", 2, "payer"), "doubt.payer_unused")]
    part = {"payer": "charity", "rest": True}
    first = PACK.subsidies[1].model_copy(update={"parts": (part,)})
    assert list(names.unused_payers(sections(payers=payers, subsidies=(*PACK.subsidies, first)))) == []


def test_an_office_is_used_by_a_publication() -> None:
    recipients = (*PACK.recipients, entry(Recipient, recipient="mayor", label_zh="县长"))
    findings = list(names.unused_recipients(sections(recipients=recipients, publications=PACK.publications)))
    assert [(finding.path, finding.code) for finding in findings] == [
        (("recipients", len(PACK.recipients), "recipient"), "doubt.recipient_unused")
    ]
    assert len(list(names.unused_recipients(sections(recipients=recipients, publications=())))) == len(recipients)


def test_units_with_nearly_one_name_are_reported_once_a_pair() -> None:
    units = PACK.units
    twin = units.children[1].model_copy(update={"unit_id": "da-x", "name": "大庙口乡", "aliases": ("大庙口",)})
    tree = units.model_copy(update={"children": (*units.children, twin)})
    findings = list(names.units_with_similar_names(sections(units=tree)))
    assert [finding.path for finding in findings] == [("units", "children", len(units.children), "name")]
    assert list(names.units_with_similar_names(sections(units=units))) == []


def test_a_unit_may_be_named_like_its_county() -> None:
    units = PACK.units
    town = units.children[0].model_copy(update={"name": "东安镇"})
    tree = units.model_copy(update={"children": (town,)})
    assert list(names.units_with_similar_names(sections(units=tree))) == []
