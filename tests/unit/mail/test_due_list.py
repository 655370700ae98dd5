"""The mail about a due list: sums, checksums, where it is fetched, how it is imported; no person."""

from __future__ import annotations

from tests.unit.report.due_list.examples import composed
from transforms.mail.due_list import due_list_mail


def test_the_mail_has_sums_files_and_rules_but_no_person() -> None:
    mail = due_list_mail(composed(), {"清单.csv": "ab12"})
    assert mail.subject.endswith("应缴清单（第2号，变动）　截至2019-09-30") and mail.html is not None
    for text in ("本单3行", "清单.csv（sha256 ab12）", "/board/downloads", "不得征收", "before_sha256"):
        assert text in mail.plain and text in mail.html
    assert "某人" not in mail.plain + mail.html and "P1" not in mail.plain + mail.html
