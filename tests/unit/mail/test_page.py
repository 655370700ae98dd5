"""The parts of a mail's HTML escape every text."""

from __future__ import annotations

from transforms.mail import page


def test_every_text_is_escaped() -> None:
    parts = [page.heading("<1>"), page.bullets(["<2>"], "无"), page.table(("<3>",), [("<4>",)], 0)]
    html = page.page("<5>", "<6>", parts)
    assert all(f"&lt;{number}&gt;" in html and f"<{number}>" not in html for number in range(1, 7))
    assert page.SIGNED in html and html.startswith("<!DOCTYPE html>\n") and html.endswith("</html>\n")


def test_an_empty_list_and_an_empty_table_say_so() -> None:
    assert ">无<" in page.bullets((), "无") and page.table(("a",), [], 0) == page.bullets((), "无")


def test_the_last_row_can_be_bold_and_names_are_on_the_left() -> None:
    html = page.table((), [("甲", "1"), ("合计", "1")], 0, last_bold=True)
    assert html.count("font-weight:bold") == 1 and html.index("font-weight:bold") > html.index("甲")
    assert html.count("text-align:left") == 2
