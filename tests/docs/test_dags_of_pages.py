"""The pages for operators name the DAGs and the services that exist, and no others."""

from __future__ import annotations

import re

import pytest
import yaml
from campaign.defaults import INTAKES

from pipeline.runtime.settings import REPOSITORY

NUMBERS = {7: "seven", 8: "eight", 9: "nine", 10: "ten", 11: "eleven", 12: "twelve"}


@pytest.fixture(scope="module")
def dags() -> set[str]:
    """Names of the DAGs of a pack, as the files of dags/ build them."""
    names: set[str] = set()
    for file in sorted((REPOSITORY / "dags").glob("*.py")):
        text = file.read_text(encoding="utf-8")
        built = set(re.findall(r'f"\{pack_code\}__(\w+)"', text))
        names |= built or set(INTAKES)
        assert built or "for _name, (_kinds, _at) in INTAKES.items()" in text, file.name
    return names


def _page(name: str) -> str:
    return (REPOSITORY / "docs" / "how-to" / name).read_text(encoding="utf-8")


def test_the_page_about_operating_lists_the_dags(dags: set[str]) -> None:
    section = _page("operate.md").split("## DAGs\n")[1].split("\n## ")[0]
    rows = list(re.findall(r"^\| (`.+?) \|", section, re.MULTILINE))
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == dags
    assert f"Each pack has {NUMBERS[len(dags)]} DAGs" in section


def test_the_page_about_servers_lists_the_dags(dags: set[str]) -> None:
    sentence = (
        _page("run-on-a-server.md").split("The DAGs of each pack are those of the embedded size:")[1].split("(")[0]
    )
    assert set(re.findall(r"`(\w+)`", sentence)) == dags


def test_the_page_about_servers_lists_the_services_of_compose() -> None:
    services = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    table = _page("run-on-a-server.md").split("## Services\n")[1].split("\n## ")[0]
    rows = list(re.findall(r"^\| (`.+?) \|", table, re.MULTILINE))
    assert {name for row in rows for name in re.findall(r"`([\w-]+)`", row)} == set(services)
