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
FAULTS = "[a broken link](nowhere.md) [a missing anchor](#nothing)"


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


def build(folder: Path, text: str, *further_pages: str) -> subprocess.CompletedProcess[str]:
    """Build a site of one page, with our settings and the command of `make docs-site`."""
    assert COMMAND is not None
    (folder / "docs").mkdir()
    for name in ("index.md", *further_pages):
        (folder / "docs" / name).write_text(f"# Page\n\n{text}\n", encoding="utf-8")
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    settings = re.sub(r"^nav:\n(?:^ .*\n)+", "nav: [index.md]\n", settings, flags=re.MULTILINE)
    (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
    command = [Path(sys.executable).with_name("mkdocs"), *COMMAND.group(1).split()]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_site_without_faults_is_built(tmp_path: Path) -> None:
    done = build(tmp_path, "")
    assert done.returncode == 0, done.stderr


def test_each_fault_is_a_warning_and_warnings_fail_the_build(tmp_path: Path) -> None:
    done = build(tmp_path, FAULTS, "more.md")
    assert done.returncode != 0
    for fault in ("'nowhere.md'", "'#nothing'", 'not included in the "nav"'):
        assert re.search(rf"WARNING.*{re.escape(fault)}", done.stderr), fault + done.stderr
