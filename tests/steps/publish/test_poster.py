"""Posters of Dong'an's towns: one page for the villages of each, corrected alone, made again byte for byte."""

from __future__ import annotations

import io
import re

import pypdfium2
from sqlalchemy import text

from pipeline.publish import run as publish
from pipeline.verify import invariants
from tests.support.fixtures.month_of_events import DUE, OCTOBER, Campaign
from tests.support.postbox import Postbox
from tests.support.warehouse import ledger
from transforms.policy import Slot


def _words(files: dict[str, bytes]) -> str:
    ((name, content),) = files.items()
    assert name.endswith(".pdf")
    (page,) = list(pypdfium2.PdfDocument(io.BytesIO(content)))
    return re.sub(r"\s", "", page.get_textpage().get_text_range())


def test_each_town_has_its_page_and_only_a_changed_page_is_corrected(campaign: Campaign) -> None:
    settings, first = campaign.settings, campaign.units[0]
    villages = ("villages",)
    slot = Slot(DUE, "village_poster", "month", OCTOBER.replace(day=1), OCTOBER, OCTOBER, villages, (), villages)
    ids = publish.run(settings, ledger.PACK, DUE, [slot])
    assert len(ids) == len(campaign.units) == 16
    words = [_words(publish.remake(settings, number)) for number in ids]
    assert "东安县白牙市镇" in words[0] and "100完成率0.09%" in words[0] and "本期新增100人" in words[0]
    assert "50完成率0.15%" in words[1] and "元" not in "".join(words)
    postbox = Postbox()
    postbox.collect(settings, ledger.PACK)
    assert len(postbox.messages) == 16
    assert {part.get_content_type() for mail in postbox.messages for part in mail.iter_attachments()} == {
        "application/pdf"
    }
    with ledger.owner(settings) as conn:
        ledger.assess(conn, campaign.pack, 2, DUE.replace(day=3))
        ledger.event(conn, 2, OCTOBER, first, 10, received=250_000)
        # money alone is printed on no poster
        ledger.event(conn, 2, OCTOBER, campaign.units[1], 0, received=250_000, suspense=250_000)
    (corrected,) = publish.correct(settings, ledger.PACK)
    page = _words(publish.remake(settings, corrected))
    assert "本期新增110人" in page and "更正第1号" in page
    with ledger.owner(settings) as conn:
        recipient = conn.execute(text("SELECT recipient FROM ledger.publication WHERE correction_no = 1")).scalar_one()
    assert recipient == f"villages@{first}"
    findings = {finding.invariant: finding.problems for finding in invariants.run(settings, ledger.PACK)}
    assert findings["published_equals_ledger"] == 0
