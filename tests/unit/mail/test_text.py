"""The text of a mail: a subject and one or two bodies."""

from transforms.mail.text import MailText


def test_a_mail_is_plain_text_unless_it_has_a_page_too() -> None:
    assert MailText("主题", "正文").html is None
    assert MailText("主题", "正文", "<p>正文</p>") != MailText("主题", "正文")
