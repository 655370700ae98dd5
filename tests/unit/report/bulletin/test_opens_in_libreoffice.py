"""LibreOffice opens both files, with every unit on the paper and the header on each page. Skipped without it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.reports.sample_bulletin import of_towns
from transforms.report.bulletin.files import files

SOFFICE, PDFTOTEXT = shutil.which("soffice"), shutil.which("pdftotext")
TOWNS = {f"第{number}镇": (1_000 + number, 900 + number) for number in range(1, 81)}


@pytest.mark.long
@pytest.mark.skipif(not (SOFFICE and PDFTOTEXT), reason="needs LibreOffice (soffice) and poppler-utils (pdftotext)")
@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_eighty_units_are_on_the_paper_and_the_header_is_on_each_page(kind: str, tmp_path: Path) -> None:
    (made,) = (file for file in files(of_towns(TOWNS)) if file.name.endswith(kind))
    document = tmp_path / made.name
    document.write_bytes(made.content)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(document)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    pdf = document.with_suffix(".pdf")
    done = subprocess.run([str(PDFTOTEXT), "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=60)
    pages = ["".join(page.split()) for page in done.stdout.decode().split("\f")]
    rows = {town: f"{town}{target:,}{enrolled:,}" for town, (target, enrolled) in TOWNS.items()}
    on_pages = [[town for town, row in rows.items() if row in page] for page in pages]
    assert sorted(town for towns in on_pages for town in towns) == sorted(TOWNS), "each unit once"
    with_units = [page for page, towns in zip(pages, on_pages, strict=True) if towns]
    assert len(with_units) > 1 and all("排名" in page and "还差" in page for page in with_units)
