"""Mails that were sent before a database went back in time are not sent again, unless their content has changed."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from typer.testing import CliRunner

from pipeline.commands.main import app
from pipeline.mail import sent_before
from pipeline.mail.sent_before import CarriedOver, SentListRefused
from pipeline.runtime.database import publisher
from pipeline.runtime.settings import Settings
from tests.steps.mail.test_sending import MAILS, OFFICES, enqueue, states
from tests.support import environment
from tests.support.postbox import Postbox
from tests.support.warehouse import ledger


@pytest.fixture()
def recovered(make_warehouse: Callable[..., Settings]) -> tuple[Settings, str]:
    """A warehouse that knows no mail, and the list of the six mails that another one has sent."""
    before, after = make_warehouse(), make_warehouse()
    for settings in (before, after):
        ledger.load_policy(settings)
    enqueue(before, *MAILS)
    Postbox().collect(before, ledger.PACK)
    with publisher(before).connect() as conn:
        return after, sent_before.export_sent(conn, ledger.PACK)


def take(settings: Settings, text: str) -> CarriedOver:
    with publisher(settings).begin() as conn:
        return sent_before.import_sent(conn, ledger.PACK, text)


def test_what_was_sent_is_not_sent_again(recovered: tuple[Settings, str]) -> None:
    settings, text = recovered
    enqueue(settings, MAILS[0])
    enqueue(settings, "publication/3")
    assert take(settings, text) == CarriedOver(marked=3, changed=(), missing=3)
    postbox = Postbox()
    assert postbox.collect(settings, ledger.PACK).sent == 3, "the third publication"
    enqueue(settings, MAILS[1])
    assert take(settings, text) == CarriedOver(marked=3, changed=(), missing=0)
    assert take(settings, text) == CarriedOver(marked=0, changed=(), missing=0)
    assert postbox.collect(settings, ledger.PACK).sent == 0
    assert {row.state for row in states(settings).values()} == {"sent"}


def test_with_other_content_it_is_sent(recovered: tuple[Settings, str]) -> None:
    settings, text = recovered
    enqueue(settings, *MAILS, subject="月报（有变）")
    done = take(settings, text)
    assert (done.marked, done.missing, len(done.changed)) == (0, 0, 6)
    assert Postbox().collect(settings, ledger.PACK).sent == 6


def test_of_a_mail_to_a_group_each_member_that_got_it_is_marked(recovered: tuple[Settings, str]) -> None:
    settings, text = recovered
    enqueue(settings, *MAILS, recipients=("all_offices",))
    assert take(settings, text).marked == 6
    found = {key: row.state for key, row in states(settings).items()}
    assert {found[mail, office] for mail in MAILS for office in OFFICES} == {"sent"}
    assert {found[mail, "all_offices"] for mail in MAILS} == {"waiting"}, "members who did not get it get it"


def test_a_changed_mail_to_a_group_is_named_for_each_member_that_got_it(recovered: tuple[Settings, str]) -> None:
    settings, text = recovered
    enqueue(settings, MAILS[0], recipients=("all_offices",), subject="月报（有变）")
    done = take(settings, text)
    assert set(done.changed) == {(MAILS[0], office) for office in OFFICES}
    assert (done.marked, done.missing) == (0, 3), "the other mail is not queued yet"


def test_a_recipient_who_is_dropped_is_no_member_of_another(recovered: tuple[Settings, str]) -> None:
    settings, text = recovered
    enqueue(settings, MAILS[0], recipients=OFFICES[:1], subject="月报（有变）")
    done = take(settings, text)
    assert (done.changed, done.missing) == (((MAILS[0], OFFICES[0]),), 5)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("姓名", "不是"),
        ("[]", "不是"),
        ('{"format": 0, "pack": "x", "mails": []}', "不是"),
        (json.dumps({"format": 1, "pack": ledger.PACK, "mails": [{}]}), "不是"),
        (json.dumps({"format": 1, "pack": "other", "mails": []}), "属于政策包 other"),
    ],
)
def test_another_text_is_refused(settings: Settings, text: str, words: str) -> None:
    with pytest.raises(SentListRefused, match=words):
        take(settings, text)


def test_by_command(recovered: tuple[Settings, str], monkeypatch: pytest.MonkeyPatch) -> None:
    settings, text = recovered
    enqueue(settings, MAILS[0])
    enqueue(settings, MAILS[1], subject="月报（有变）")
    environment.leads_to(settings, monkeypatch)
    pack = ["--pack", ledger.PACK]
    result = CliRunner().invoke(app, ["mail", "import-sent", "-", *pack], input=text)
    assert result.exit_code == 0 and "3 封记为已发，3 封内容有变仍待发，0 封尚未生成" in result.output
    assert result.output.count("仍待发") == 4
    written = CliRunner().invoke(app, ["mail", "export-sent", *pack]).output
    assert [mail["mail_key"] for mail in json.loads(written)["mails"]] == [MAILS[0]] * 3
