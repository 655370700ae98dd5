"""The mail about a list: counts and where to fetch it, nobody's name."""

from tests.support.reports.sample_person_list import NAMES, sample
from transforms.mail.lists import list_mail


def test_it_states_counts_and_files_and_names_nobody() -> None:
    mail = list_mail(sample(), ["a.xlsx"])
    assert mail.html is not None
    for text in (mail.plain, mail.html):
        assert "a.xlsx" in text and "/board/downloads" in text and "甲镇" in text
        assert not any(name in text for name in NAMES) and "199999" not in text
    assert "未参保人员名册" in mail.subject and mail.subject.endswith("截至2019-11-30")
