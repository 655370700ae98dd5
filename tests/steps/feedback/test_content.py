"""What the workbook says: counts that add up, reasons in plain words, the cross-check, and nothing to the outside."""

from __future__ import annotations

import csv
import datetime as dt
import io
import logging
import uuid
from pathlib import Path
from typing import Any

import openpyxl
import psycopg
import pytest

from pipeline.assess import run as assess
from pipeline.feedback import run as feedback
from pipeline.holds import decide
from pipeline.intake import run as intake
from pipeline.merge import versions
from pipeline.runtime.ids import NoSuchId, complete_id
from pipeline.runtime.settings import Settings
from tests.support.files.builders import write_xlsx
from tests.support.files.damaged_list import DAMAGED, DAY, NOW, book_of, deliver_rows, file_of, hand_in, query
from tests.support.files.poverty_list import PACK, UNITS, broken, person, row
from tests.support.stores import feedback_folder
from transforms.identity.keyring import Keyring
from transforms.mail.feedback import FeedbackNotice, feedback_mail
from transforms.report.feedback import content as feedback_content
from transforms.text.figures import yuan_grouped

ROLL = ["姓名", "证件号码", "出生日期", "性别", "乡镇", "村居", "户号", "是否本县户籍", "上年是否参保"]
JOBS = ["姓名", "证件号码", "统筹区", "参保开始日期", "参保终止日期"]


def take_in(settings: Settings) -> intake.IntakeReport:
    kinds = ("roll", "employee", "special_list")
    return intake.run(settings, PACK, kinds, DAY, clock=lambda: NOW)


def written(path: Path, head: list[str], rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([head, *rows])
    return path


def cover(book: openpyxl.Workbook) -> dict[str, str]:
    return {str(line[0]).strip("　 "): str(line[1]) for line in book["封面"].iter_rows(values_only=True) if line[1]}


def lines(book: openpyxl.Workbook, sheet: str) -> list[tuple[Any, ...]]:
    return [tuple(line) for line in book[sheet].iter_rows(min_row=3, values_only=True)]


def test_the_cover_counts_every_row_once(settings: Settings, tmp_path: Path) -> None:
    wanted = deliver_rows(settings, tmp_path, [*DAMAGED, row(0), row(2)])
    take_in(settings)
    said = cover(book_of(file_of(settings, wanted)))
    counts = [
        int(said[name]) for name in ("其中：入库", "重复（未再入库）", "不合格（未入库，待更正）", "暂存", "随整份退回")
    ]
    assert counts == [6, 2, 6, 0, 0] and sum(counts) == int(said["报送行数"])
    assert said["处理结果"] == "已入库" and said["去重后人数（人）"].startswith("6（尚未收到")
    assert said["其中核定资助（人 / 元）"] == "待核定"


@pytest.mark.parametrize(("bad", "state", "place"), [(3, "held", 3), (4, "rejected", 4)])
def test_a_held_and_a_rejected_delivery_count_too(
    settings: Settings, tmp_path: Path, bad: int, state: str, place: int
) -> None:
    rows = [row(n)._replace(unit="某市某镇") if state == "rejected" and n < bad else row(n) for n in range(6)]
    rows = [broken(one) if state == "held" and n < bad + 1 else one for n, one in enumerate(rows)]
    wanted = deliver_rows(settings, tmp_path, rows)
    take_in(settings)
    assert query(settings, "SELECT state FROM landing.delivery") == [(state,)]
    said = cover(book_of(file_of(settings, wanted)))
    counts = [
        int(said[name]) for name in ("其中：入库", "重复（未再入库）", "不合格（未入库，待更正）", "暂存", "随整份退回")
    ]
    assert counts[0] == 0 and counts[place] == 2 and sum(counts) == 6
    assert "1．" in said["整份文件的问题"]


def test_an_unreadable_file_gets_a_cover_alone(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "坏.xlsx"
    file.write_bytes(b"PK\x03\x04 not a package")
    wanted = hand_in(settings, file)
    take_in(settings)
    book = book_of(file_of(settings, wanted))
    assert book.sheetnames == ["封面"] and "整份退回" in cover(book)["处理结果"]


def test_every_row_once_with_masked_numbers_the_faulty_first(settings: Settings, tmp_path: Path) -> None:
    wanted = deliver_rows(settings, tmp_path, DAMAGED)
    take_in(settings)
    file = file_of(settings, wanted)
    assert file.stat().st_mode & 0o777 == 0o600 and file.parent.name == "poverty_relief"
    rows = lines(book_of(file), "逐行结果")
    rows_of_file = [str(n + 2) for n in range(len(DAMAGED))]
    faulty = ["3", "5", "6", "8", "10", "12"]
    assert [cells[0] for cells in rows][: len(faulty)] == faulty
    rows.sort(key=lambda cells: int(cells[0]))
    assert [cells[0] for cells in rows] == rows_of_file
    assert [one[3] or "" for one in rows] == [one.name for one in DAMAGED]
    assert [len(one[4]) for one in rows] == [len(one.number) for one in DAMAGED]
    told = {one[0]: one[9] for one in rows if one[8] == "不合格，未入库"}
    assert set(told) == set(faulty) and all(told.values())
    package = io.BytesIO(file.read_bytes())
    import zipfile

    with zipfile.ZipFile(package) as parts:
        content = b"".join(parts.read(name) for name in parts.namelist()).decode("utf-8", "replace")
    assert not [one.number for one in DAMAGED if one.number in content]


def test_the_cross_check_speaks_of_this_deliverys_persons_only(settings: Settings, tmp_path: Path) -> None:
    roll = [[*person(n), "", "", UNITS[n % len(UNITS)], "某村", f"户{n}", "是", "是"] for n in (0, 1, 2, 3, 4, 6, 50)]
    roll[2][4] = UNITS[9]
    hand_in(settings, written(tmp_path / "roll.csv", ROLL, roll), source="roll", period="2019")
    older = [[*person(5), "", "", UNITS[5], "某村", "户5", "是", "是"], *roll]
    hand_in(settings, written(tmp_path / "old.csv", ROLL, older), source="roll", period="2018",
            cut_off_on=dt.date(2019, 6, 30))  # fmt: skip
    jobs = [[*person(1), "永州市", "2019-01-01", ""], [*person(51), "永州市", "2019-01-01", ""],
            [*person(3), "外市", "2019-01-01", ""], [*person(4), "永州市", "2019-01-01", "2019-06-30"]]  # fmt: skip
    hand_in(settings, written(tmp_path / "jobs.csv", JOBS, jobs), source="employee", period="2019-08")
    heads = ["姓名", "身份证号码", "人员类别", "所属乡镇", "认定日期", "变动类型", "变动日期"]
    others = [[*person(0), "特困人员", UNITS[0], "2019-08-01", "新增", ""],
              [*person(6), "特困人员", UNITS[6], "2019-08-01", "死亡", "2019-08-15"],
              [*person(52), "特困人员", UNITS[2], "2019-08-01", "新增", ""]]  # fmt: skip
    hand_in(settings, write_xlsx(tmp_path / "民政.xlsx", [heads, *others]), source="civil_affairs", list_mode="change")
    wanted = deliver_rows(settings, tmp_path, [row(n) for n in range(8)])
    report = take_in(settings)
    assert (report.held, report.rejected, report.committed) == (0, 0, 5)
    book = book_of(file_of(settings, wanted))
    found = {(one[0], one[3]) for one in lines(book, "比对结果")}
    assert found == {
        ("2", "已在其他部门名单中"), ("3", "已参加职工医保"), ("4", "参保底册登记在其他单位"),
        ("5", "在其他统筹区参加职工医保"), ("7", "已从参保底册中减去"), ("8", "已有部门报告死亡"),
        ("9", "不在参保底册中"),
    }  # fmt: skip
    assert [one[0] for one in lines(book, "去重名单")] == ["4", "5", "6", "7", "9"]
    names = {one[1] for one in lines(book, "比对结果")}
    assert names <= {person(n)[0] for n in range(8)}


def test_the_deduplicated_list_says_what_the_ledger_says(settings: Settings, tmp_path: Path) -> None:
    """HY-06: the department secures the money that the funds owe, for those to whom they owe it, and no other."""
    unfunded = {1: "某类无此名", 4: "某类无此名"}
    rows = [row(n)._replace(category=unfunded.get(n, row(n).category)) for n in range(9)]
    wanted = deliver_rows(settings, tmp_path, rows)
    take_in(settings)
    book = book_of(file_of(settings, wanted))
    assert {one[5] for one in lines(book, "去重名单")} == {"待核定"}
    assess.run(settings, PACK, DAY)
    book = book_of(file_of(settings, wanted))
    keys = Keyring(settings.hash_key, settings.cipher_key).alias_keys([one.number for one in rows])
    dues = {person: (due, fund) for person, due, fund in query(
        settings, "SELECT person_key, due_fen, fund_fen FROM core.dues WHERE plan_year = 2020")}  # fmt: skip
    meant = [dues[uuid.UUID(bytes=bytes(key))] for key in keys]
    in_words = ["标准未定" if due is None else yuan_grouped(fund) if fund else "不资助" for due, fund in meant]
    assert [(one[0], one[5]) for one in lines(book, "去重名单")] == [(str(n + 2), w) for n, w in enumerate(in_words)]
    assert {n for n, word in enumerate(in_words) if word in ("不资助", "标准未定")} == set(unfunded)
    given = [fund for due, fund in meant if due is not None and fund]
    told = f"{len(given)} / {yuan_grouped(sum(given))}"
    assert cover(book)["其中核定资助（人 / 元）"].startswith(told) and told in str(book["去重名单"]["A1"].value)


def test_each_person_and_each_fen_stands_on_one_list(settings: Settings, tmp_path: Path) -> None:
    """Whom two lists name is on the one whose category decides; whom a list names under two numbers is on it once."""
    poor = deliver_rows(settings, tmp_path, [row(n) for n in range(6)])
    heads = ["姓名", "身份证号码", "人员类别", "所属乡镇", "认定日期"]
    also = [[*person(n), "特困人员", UNITS[n % len(UNITS)], "2019-08-01"] for n in (0, 1, 20)]
    needy = hand_in(settings, write_xlsx(tmp_path / "民政.xlsx", [heads, *also]), source="civil_affairs")
    take_in(settings)
    keys = Keyring(settings.hash_key, settings.cipher_key).alias_keys([person(n)[1] for n in (4, 5)])
    one, two = (uuid.UUID(bytes=bytes(key)) for key in keys)
    with psycopg.connect(settings.warehouse_url("owner")) as conn:  # an official found two numbers of one person
        conn.execute("INSERT INTO core.linked_person (fact_key, person_key) VALUES (%s, %s)", (two, one))
    assess.run(settings, PACK, DAY)
    lists = {wanted: lines(book_of(file_of(settings, wanted)), "去重名单") for wanted in (poor, needy)}
    names = {wanted: [line[1] for line in found] for wanted, found in lists.items()}
    assert sorted(names[poor] + names[needy]) == sorted(person(n)[0] for n in (0, 1, 2, 3, 4, 20))
    assert {person(n)[0] for n in (2, 3, 4)} <= set(names[poor])
    given = sum(round(float(line[5]) * 100) for found in lists.values() for line in found)
    assert query(settings, "SELECT sum(fund_fen) FROM core.dues") == [(given,)] and given > 0


def test_whom_the_rules_give_nothing_is_said_to_get_nothing(settings: Settings, tmp_path: Path) -> None:
    """Whatever the reason: what counts is what the ledger says of the person."""
    wanted = deliver_rows(settings, tmp_path, [row(0), row(1)])
    take_in(settings)
    assess.run(settings, PACK, DAY)
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        conn.execute(
            "UPDATE core.dues SET fund_fen = 0 WHERE person_key = (SELECT max(person_key::text)::uuid FROM core.dues)"
        )
    told = [line[5] for line in lines(book_of(file_of(settings, wanted)), "去重名单")]
    assert told.count("不资助") == 1 and len(told) == 2


def test_a_list_whose_money_is_not_assessed_yet_is_told_of_after_the_assessment(
    settings: Settings, tmp_path: Path
) -> None:
    def told(day: dt.date = DAY) -> list[str]:
        made = feedback.run(settings, PACK, day, clock=lambda: NOW, assessed_only=True)
        return sorted(one.delivery_id for one in made)

    taken = deliver_rows(settings, tmp_path, [row(n) for n in range(4)])
    held = deliver_rows(settings, tmp_path, [broken(row(n)) for n in range(5)], period="2019-07")
    report = take_in(settings)
    assert (report.committed, report.held) == (1, 1)
    assert told() == [held], "what waits for a person does not wait for the assessment"
    next_day = DAY + dt.timedelta(days=1)
    assert told(next_day) == [taken], "no assessment came: its faulty rows are told all the same"
    assert told(next_day) == []
    notices = "SELECT edition, is_assessed, notice_no FROM landing.feedback WHERE state = 'committed'"
    mails = f"SELECT mail_key FROM ledger.mail WHERE mail_key LIKE 'feedback/{taken}/%' ORDER BY queued_at, 1"
    assert query(settings, notices) == [(1, False, 1)]
    assess.run(settings, PACK, next_day)
    assert told(next_day) == [taken] and told(next_day) == [], "and told anew, with the amounts"
    assert query(settings, notices) == [(1, True, 2)]
    assert query(settings, mails) == [(f"feedback/{taken}/1/1",), (f"feedback/{taken}/1/2",)]


def test_what_comes_into_force_again_is_told_anew(settings: Settings, tmp_path: Path) -> None:
    first = deliver_rows(settings, tmp_path, [row(n) for n in range(4)])
    second = deliver_rows(settings, tmp_path, [row(n) for n in range(5)], version=2)
    take_in(settings)
    assess.run(settings, PACK, DAY)
    made = feedback.run(settings, PACK, DAY, clock=lambda: NOW)
    assert sorted(one.delivery_id for one in made) == sorted([first, second])
    versions.revoke(
        settings, PACK, "poverty_relief", "2019-08", 2, revoked_by="县扶贫办", reason="误报", business_date=DAY
    )
    (not_assessed,) = feedback.run(settings, PACK, DAY, clock=lambda: NOW)
    assert not_assessed.delivery_id == first
    assert query(settings, "SELECT count(*) FROM landing.feedback WHERE NOT is_assessed") == [(1,)]
    assess.run(settings, PACK, DAY)
    (made_again,) = feedback.run(settings, PACK, DAY, clock=lambda: NOW)
    assert made_again.delivery_id == first
    book = book_of(feedback_folder(settings, PACK) / made_again.file_name)
    assert cover(book)["处理结果"] == "已入库" and "版次写第 3 版" in guide_of(book)


def test_a_part_is_not_told_to_put_the_others_out_of_force(settings: Settings, tmp_path: Path) -> None:
    one = deliver_rows(settings, tmp_path, [row(n) for n in range(4)])
    other = deliver_rows(settings, tmp_path, [broken(row(4)), row(5), row(6)])
    take_in(settings)
    for wanted in (one, other):
        told = guide_of(book_of(file_of(settings, wanted)))
        assert "由 2 份组成" in told and "合并为一份，以第 2 版报送" in told and "直接在本工作簿" not in told
    mended = deliver_rows(settings, tmp_path, [row(4), row(5), row(6)], version=2)
    assert take_in(settings).held == 1
    shown = decide.show(settings, PACK, mended)
    assert shown.codes == {"replaces_parts"} and "第1版由2份报送组成" in shown.text_zh()
    assert query(settings, "SELECT count(*) FROM landing.delivery WHERE state = 'committed'") == [(2,)]


def guide_of(book: openpyxl.Workbook) -> str:
    return " ".join(str(line[0]) for line in book["封面"].iter_rows(values_only=True))


def test_who_can_have_no_effect_any_more_is_told_so_and_which_version_is_free(
    settings: Settings, tmp_path: Path
) -> None:
    late = deliver_rows(settings, tmp_path, [row(0), row(0), broken(row(1)), row(2), row(3)])
    deliver_rows(settings, tmp_path, [row(n) for n in range(4, 8)], version=3)
    assert take_in(settings).committed == 2
    book = book_of(file_of(settings, late))
    said = cover(book)
    assert said["其中：合格（本版不生效）"] == "3" and "其中：入库" not in said
    assert [one[8] for one in lines(book, "逐行结果")] == [
        "不合格，未入库", "合格，本版不生效", "重复，未再入库", "合格，本版不生效", "合格，本版不生效",
    ]  # fmt: skip
    assert "版次写第 4 版" in guide_of(book)


def test_what_nothing_was_compared_with_is_said(settings: Settings, tmp_path: Path) -> None:
    wanted = deliver_rows(settings, tmp_path, [row(0)])
    take_in(settings)
    assert "尚未收到参保底册、职工参保名单" in str(book_of(file_of(settings, wanted))["比对结果"]["A1"].value)
    roll = [[*person(0), "", "", row(0).unit, "某村", "户0", "是", "是"]]
    hand_in(settings, written(tmp_path / "roll.csv", ROLL, roll), source="roll", period="2019")
    take_in(settings)
    told = str(book_of(file_of(settings, wanted))["比对结果"]["A1"].value)
    assert "尚未收到职工参保名单" in told


@pytest.mark.parametrize(
    ("state", "rows", "told", "not_told"),
    [
        ("rejected", 0, "未能读出其中的数据", "共 0 行"),
        ("held", 5, "按封面所述办法更正", "入库 5 行"),
        ("superseded", 5, "入库 0 行", "入库 5 行"),
        ("committed", 5, "入库 5 行", "更正"),
    ],
)
def test_the_mail_says_what_there_is_to_do(state: str, rows: int, told: str, not_told: str) -> None:
    values: dict[str, Any] = {
        "source": "poverty_relief", "sender": "县扶贫办", "period": "2019-08", "version": 1, "state": state,
        "delivery_id": "x", "edition": 1, "row_count": rows, "clean_count": rows,
        "duplicate_count": 0, "quarantine_count": 0, "finding_rows": 0, "reasons": [],
    }  # fmt: skip
    body = feedback_mail("试点县", FeedbackNotice(**values)).plain
    assert told in body and not_told not in body


def test_nothing_personal_in_logs_results_and_mail(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    deliver_rows(settings, tmp_path, DAMAGED)
    take_in(settings)
    made = feedback.run(settings, PACK, DAY, clock=lambda: NOW)
    assert len(made) == 1 and feedback.run(settings, PACK, DAY, clock=lambda: NOW) == []
    ((recipient, subject, body),) = query(settings, "SELECT recipient, subject, plain FROM ledger.mail")
    assert "共 12 行；入库 6 行" in body and "不合格 6 行" in body and recipient == "poverty_relief"
    leaked = caplog.text + repr(made) + subject + body + repr(query(settings, "SELECT * FROM landing.feedback"))
    values = [value for one in DAMAGED for value in (one.name, one.number) if value]
    assert len(values) > 20 and not [value for value in values if value in leaked]


def test_made_again_from_equal_state_it_has_equal_bytes(settings: Settings, tmp_path: Path) -> None:
    wanted = deliver_rows(settings, tmp_path, DAMAGED)
    take_in(settings)
    first = file_of(settings, wanted).read_bytes()
    assert file_of(settings, wanted).read_bytes() == first


def test_of_a_very_large_delivery_only_rows_with_something_to_say_are_listed(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback_content, "FULL_ROWS", 5)
    wanted = deliver_rows(settings, tmp_path, DAMAGED)
    take_in(settings)
    book = book_of(file_of(settings, wanted))
    keys = {one[0] for one in lines(book, "逐行结果")}
    assert {"3", "5", "6", "8", "10", "12"} <= keys < {str(n + 2) for n in range(12)}
    from tests.support.files.damaged_list import DAMAGE, mend, saved

    for position in DAMAGE:
        mend(book, position)
    hand_in(settings, saved(book, tmp_path / "back.xlsx"), 2)
    report = take_in(settings)
    assert (report.rows, report.clean, report.quarantined) == (12, 12, 0)


def test_no_such_delivery_is_refused(settings: Settings) -> None:
    for unknown in ("00000000-0000-0000-0000-000000000000", "z", " "):
        with pytest.raises(feedback.NoSuchDelivery, match="没有编号以"):
            feedback.run(settings, PACK, DAY, [unknown])


def test_the_beginning_of_an_id_is_enough_if_it_is_one_deliverys() -> None:
    known = [uuid.UUID(int=0xAB << 120), uuid.UUID(int=0xAC << 120)]
    assert [complete_id(known, start) for start in ("ab", "AC0", str(known[1]))] == [*map(str, known), str(known[1])]
    for start, told in (("a", "有 2 份"), ("", "没有编号"), ("%", "没有编号")):
        with pytest.raises(NoSuchId, match=told):
            complete_id(known, start)
