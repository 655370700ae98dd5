"""`make docs-site` fails on a broken link, a missing anchor, and a page outside of the navigation."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.docs.plain_english import ROOT

COMMAND = re.search(
    r"^docs-site:.*\n\t@NO_MKDOCS_2_WARNING=1 \.venv/bin/mkdocs (.*)$", (ROOT / "Makefile").read_text(), re.M
)
FAULTS = {
    "a broken link": "[a](nowhere.md)",
    "a missing anchor": "[a](#nowhere)",
    "a page outside of the navigation": "",
    "nothing": "",
}


class _Loader(yaml.SafeLoader):
    """Reads mkdocs.yml; a Python tag becomes None."""


_Loader.add_multi_constructor("tag:yaml.org,2002:python/", lambda loader, suffix, node: None)


def test_every_page_is_in_the_navigation_once() -> None:
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    listed = re.findall(r"[\w./-]+\.md", str(yaml.load(text, Loader=_Loader)["nav"]))
    pages = [str(path.relative_to(ROOT / "docs")) for path in (ROOT / "docs").rglob("*.md")]
    assert len(pages) > 20 and sorted(listed) == sorted(pages)


def anchors(text: str) -> set[str]:
    """Compute the anchors of a page as GitHub does: lower case, without punctuation, hyphens for blanks."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", ["README.md", "README.zh.md", "CONTRIBUTING.md", "SECURITY.md", "changes/README.md"])
def test_links_of_pages_outside_of_the_site_lead_somewhere(page: str) -> None:
    source = ROOT / page
    links = re.findall(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)", source.read_text(encoding="utf-8"))
    for file, anchor in links:
        target = (source.parent / file).resolve() if file else source
        assert target.exists(), file
        assert not anchor or anchor in anchors(target.read_text(encoding="utf-8")), f"{file}#{anchor}"
    assert links or page == "changes/README.md"


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_fails_the_build(fault: str, tmp_path: Path) -> None:
    assert COMMAND is not None
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(f"# Page\n\n{FAULTS[fault]}\n", encoding="utf-8")
    if "outside" in fault:
        (tmp_path / "docs" / "more.md").write_text("# More\n", encoding="utf-8")
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    text = re.sub(r"^nav:\n(?:^ .*\n)+", "nav: [index.md]\n", text, flags=re.M)
    (tmp_path / "mkdocs.yml").write_text(text, encoding="utf-8")
    command = [Path(sys.executable).with_name("mkdocs"), *COMMAND.group(1).split()]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode == 0) == (fault == "nothing"), done.stdout + done.stderr
