"""The mail to the approvers about a held delivery."""

from __future__ import annotations

from transforms.mail.held import held_mail


def test_it_has_question_effect_and_command_as_plain_text() -> None:
    mail = held_mail(
        "某县", "县扶贫办 2019-08：待决定", "**县扶贫办**，共 3 行", "新增 2", "0a1b2c3d-0000", "town-2020"
    )
    assert mail.subject == "某县：县扶贫办 2019-08：待决定" and mail.html is None
    assert mail.plain.startswith("县扶贫办，共 3 行\n\n新增 2\n")
    assert "campaign held 0a1b2c3d --pack town-2020" in mail.plain
