"""Held for its form, described by editing one file, loaded: every step as docs/how-to/describe-a-source.md tells it."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import psycopg
import pytest
from typer.testing import CliRunner

from pipeline.assess import run as assess
from pipeline.commands.main import app
from pipeline.feedback import run as feedback
from pipeline.holds import decide
from pipeline.intake import reread
from pipeline.intake import run as intake
from pipeline.policy import registry
from pipeline.publish import run as publish
from pipeline.runtime.settings import Settings
from tests.support.files import new_department as bureau
from tests.support.files.damaged_list import place_of, saved
from tests.support.quick import quick_and_long
from tests.support.stores import feedback_folder
from transforms.identity.keyring import Keyring
from transforms.intake.layouts.files import LayoutError
from transforms.intake.values.context import GateResult

NOW = dt.datetime(2019, 8, 31, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
PEOPLE = bureau.veterans(23)


@pytest.fixture(scope="module")
def policies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bureau.policies(tmp_path_factory.mktemp("packs"))


@pytest.fixture()
def place(make_warehouse: Callable[..., Settings], policies: Path) -> Iterator[Settings]:
    """A fresh warehouse whose layouts may be edited."""
    before = (policies / bureau.LAYOUT).read_text(encoding="utf-8")
    yield make_warehouse(policies)
    (policies / bureau.LAYOUT).write_text(before, encoding="utf-8")


@pytest.fixture()
def sent(place: Settings, tmp_path: Path) -> str:
    return bureau.hand_in(place, bureau.write(tmp_path / "优抚对象花名册.xlsx", PEOPLE)).delivery_id


def take_in(settings: Settings) -> intake.IntakeReport:
    return intake.run(settings, bureau.PACK, ("special_list",), bureau.DAY, clock=lambda: NOW)


def rows(settings: Settings, text: str) -> list[tuple[object, ...]]:
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        return conn.execute(text).fetchall()  # type: ignore[arg-type]


def facts(settings: Settings) -> list[tuple[object, ...]]:
    return sorted(
        rows(settings, "SELECT p.person_key, f.category, f.op, f.effective_on, f.unit_id, f.hukou_local"
                       " FROM core.membership_fact AS f INNER JOIN vault.person AS p ON f.person_key = p.person_key"),
        key=repr,
    )  # fmt: skip


def meant(settings: Settings) -> list[tuple[object, ...]]:
    keys = Keyring(settings.hash_key, settings.cipher_key).alias_keys([one.number for one in PEOPLE])
    units = dict(rows(settings, "SELECT name, unit_id FROM policy.unit"))  # type: ignore[arg-type]
    return sorted(
        (
            (uuid.UUID(bytes=bytes(key)), "entitled_group", "add", one.since, units[one.unit], True)
            for key, one in zip(keys, PEOPLE, strict=True)
        ),
        key=repr,
    )


def files(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*.yaml")
    }  # fmt: skip


def test_from_held_to_loaded_by_one_file(place: Settings, sent: str) -> None:
    before = files(place.policies_dir)
    assert take_in(place).held == 1
    ((reason,),) = rows(place, "SELECT reasons -> 0 ->> 'message_zh' FROM landing.delivery")
    assert "最接近的版式是 veterans" in str(reason)
    for told in ("“姓名”像是 B 列", "“优抚类别”像是 D 列", "“乡镇(街道)”像是 E 列", "A 列", "H 列", "自动读取"):
        assert told in str(reason)
    assert not [one for one in PEOPLE if one.name in str(reason) or one.number in str(reason)]
    fingerprint = decide.show(place, bureau.PACK, sent).sha256
    assert take_in(place).held == 0, "nothing has changed: nothing is said again"
    assert decide.show(place, bureau.PACK, sent).sha256 == fingerprint

    bureau.describe_headers(place.policies_dir)
    assert take_in(place).held == 1
    ((code, told),) = rows(place, "SELECT reasons -> 0 ->> 'code', reasons -> 0 ->> 'message_zh' FROM landing.delivery")
    assert code == "categories_unknown" and "23 行中有 23 行" in str(told) and "共 4 种" in str(told)
    assert facts(place) == []

    bureau.describe_words(place.policies_dir)
    report = take_in(place)
    assert (report.committed, report.held, report.clean, report.quarantined) == (1, 0, 23, 0)
    after = files(place.policies_dir)
    assert {name for name in after if after[name] != before.get(name)} == {str(bureau.LAYOUT)}
    assert len(facts(place)) == 23 and facts(place) == meant(place)
    assess.run(place, bureau.PACK, bureau.DAY)
    assert rows(place, "SELECT category, count(*) FROM core.dues GROUP BY 1") == [("entitled_group", 23)]
    assert take_in(place).committed == 0


def test_what_a_person_rejects_while_its_form_is_tried_stays_rejected(
    place: Settings, sent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(place)
    bureau.describe_headers(place.policies_dir)
    bureau.describe_words(place.policies_dir)
    reason_texts = reread._reason_texts

    def meanwhile(result: GateResult) -> set[str]:
        shown = decide.show(place, bureau.PACK, sent)
        decide.decide(place, bureau.PACK, sent, "reject", "某科长", "不要", shown.sha256, bureau.DAY, lambda: NOW)
        return reason_texts(result)

    monkeypatch.setattr(reread, "_reason_texts", meanwhile)
    assert take_in(place).committed == 0
    assert rows(place, "SELECT state FROM landing.delivery") == [("rejected",)] and facts(place) == []


def test_the_sender_is_told_anew(place: Settings, sent: str) -> None:
    take_in(place)
    feedback.run(place, bureau.PACK, bureau.DAY, clock=lambda: NOW)
    held = _cover(place)
    assert "暂存" in held["处理结果"] and "登记" in held["整份文件的问题"] and "未能读取" in held["报送行数"]
    bureau.describe_headers(place.policies_dir)
    assert take_in(place).held == 1
    feedback.run(place, bureau.PACK, bureau.DAY, clock=lambda: NOW)
    again = _cover(place)  # it waits still, for another reason
    assert "登记" in again["整份文件的问题"] and again["整份文件的问题"] != held["整份文件的问题"]
    assert again["报送行数"] == "23"
    bureau.describe_words(place.policies_dir)
    take_in(place)
    feedback.run(place, bureau.PACK, bureau.DAY, clock=lambda: NOW)
    assert "已入库" in _cover(place)["处理结果"] and _cover(place)["报送行数"] == "23"
    assert rows(place, "SELECT edition, state FROM landing.feedback") == [(1, "committed")]


def test_a_workbook_of_a_form_with_words_of_its_own_comes_back(place: Settings, tmp_path: Path) -> None:
    """The form that finds the cover knows nothing of the sender's words for categories."""
    people = [*PEOPLE[:3], PEOPLE[3]._replace(number=PEOPLE[3].number[:-1])]
    bureau.hand_in(place, bureau.write(tmp_path / "优抚对象花名册.xlsx", people))
    bureau.describe_headers(place.policies_dir)
    bureau.describe_words(place.policies_dir)
    assert (report := take_in(place)).committed == 1 and report.quarantined == 1
    feedback.run(place, bureau.PACK, bureau.DAY, clock=lambda: NOW)
    (file,) = feedback_folder(place, bureau.PACK).rglob("*.xlsx")
    book = openpyxl.load_workbook(file)
    at, column = place_of(book["逐行结果"], "8", "身份证号")
    book["逐行结果"].cell(at, column).value = PEOPLE[3].number
    bureau.hand_in(place, saved(book, tmp_path / "报回.xlsx"), 2)
    report = take_in(place)
    assert (report.committed, report.clean, report.quarantined) == (1, 4, 0)


def _cover(settings: Settings) -> dict[str, str]:
    (file,) = feedback_folder(settings, bureau.PACK).rglob("*.xlsx")
    lines = openpyxl.load_workbook(file)["封面"].iter_rows(values_only=True)
    return {str(line[0]).strip("　 "): str(line[1]) for line in lines if line[1]}


WRONG = [
    ("  unit: {headers: [乡镇(街道)]}", "  unit: {headers: [乡镇(街道), 姓名]}", 10, "同时表示 name 和 unit"),
    ("  category: {", "  kategory: {", 9, "kategory"),
    ("hukou_local: {required: never}", "hukou_local: {required: sometimes}", 12, "应为下列之一"),
    ("ignored: [序号, 备注]", "ignored: [序号, 备注, 姓名]", 15, "既是要读的列名"),
    ("ignored: [序号, 备注]", "ignored: [序号, 备注", 16, "可能在上一行"),
    ("ignored: [序号, 备注]", "ignored: [序号]\ncategory_words: [烈属]", 16, "键: 值"),
    ("layout: veterans", "layout: veteran", 2, "veterans"),
    ("ignored: [序号, 备注]", "ignored: [序号]\nearliest_date: 2019-13-45", 16, "不是日历上的日期"),
    (
        "ignored: [序号, 备注]",
        "ignored: [序号]\nyes_words: [是, Y]",
        16,
        'yes_words 第2项：不加引号的 Y 会与“是”“否”或空混淆。若本意是文字，写 "Y"',
    ),
    ("ignored: [序号, 备注]", "ignored: [序号]\n\tsheets: [甲]", 16, "制表符"),
    ("ignored: [序号, 备注]", "ignored: [序号]\nignored: [备注]", 16, "删去其中一处"),
    ("ignored: [序号, 备注]", "ignored: [序号]\nearliest_date: 甲", 16, "应为日期"),
    ("  unit: {headers", "  unit：{headers", 10, "不能用中文冒号"),
    ("ignored: [序号, 备注]", "ignored: [序号]\ncategory_words: {烈属：entitled_group}", 16, "不能用中文冒号"),
    ("ignored: [序号, 备注]", "ignored: [序号]\nsheets: [甲, 5]", 16, "sheets 第2项：应为文字"),
    ("ignored: [序号, 备注]", "ignored: [序号]\ngrade_words: {5: Y}", 16, "grade_words.5："),
    ("name: {headers: [姓名]}", "name: {headers: 姓名}", 7, "columns.name.headers：应为列表，如 [甲, 乙]"),
    ("name: {headers: [姓名]}", "name: {headers: [[姓名]]}", 7, "columns.name.headers 第1项：应为文字"),
    ("ignored: [序号, 备注]", 'ignored: [序号]\ntotal_words: [合计, "\\u200b"]', 16, "total_words 第2项：不能为空"),
    ("ignored: [序号, 备注]", "ignored: [序号]\nno_words: [否, 是]", 16, "“是”既在 yes_words 又在 no_words 中"),
    ("ignored: [序号, 备注]", f"ignored: [序号]\noldest_usual_age: {'9' * 5000}", 16, "整数最多 18 位"),
    ("ignored: [序号, 备注]", f"ignored: [序号]\n{'? ' * 5000}", 16, "嵌套过深"),
    ("ignored: [序号, 备注]", 'ignored: [序号]\nsheets: ["\\UFFFFFFFF"]', 16, "不是字符的编号"),
]


@pytest.mark.long
def test_a_wrong_layout_says_its_line_and_what_uses_it_is_left_alone(place: Settings, sent: str) -> None:
    take_in(place)
    before = rows(place, "SELECT * FROM landing.delivery")
    for old, new, line, told in WRONG:
        bureau.describe(place.policies_dir, old, new)
        assert take_in(place).held == 0
        with pytest.raises(LayoutError) as caught:
            registry.layouts(place).check()
        said = str(caught.value)
        assert "veterans.yaml" in said and f"第{line}行" in said and told in said
        assert rows(place, "SELECT * FROM landing.delivery") == before
        bureau.describe(place.policies_dir, new, old)
    registry.layouts(place).check()
    assert take_in(place).held == 0, "as it was before"


def test_others_go_on_while_a_layout_is_wrong(place: Settings, sent: str, tmp_path: Path) -> None:
    """Payments of the same morning do not wait for a bracket in the file of another department."""
    bureau.describe(place.policies_dir, *WRONG[4][:2])
    other = bureau.hand_in_other(place, tmp_path)
    report = take_in(place)
    assert (report.committed, report.held, report.layout_wrong) == (1, 0, 1)
    states = dict(rows(place, "SELECT delivery_id::text, state FROM landing.delivery"))
    assert states == {sent: "landed", other: "committed"}
    assert [one.delivery_id for one in feedback.run(place, bureau.PACK, bureau.DAY, clock=lambda: NOW)] == [other]
    bureau.describe(place.policies_dir, *reversed(WRONG[4][:2]))
    bureau.describe_headers(place.policies_dir)
    again = take_in(place)
    assert (again.committed + again.held, again.layout_wrong) == (1, 0)


def _in_another_encoding(path: Path) -> str:
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    return "不是 UTF-8"


def _of_another_shape(path: Path) -> str:
    path.write_text("layout: veterans\ncolumns: {name: {headers: 5}}\n", encoding="utf-8")
    return "veterans.yaml"


def _empty(path: Path) -> str:
    path.write_text("# 暂无\n", encoding="utf-8")
    return "veterans.yaml：文件是空的"


def _a_pipe(path: Path) -> str:
    path.unlink()
    os.mkfifo(path)
    return "veterans.yaml：无法读取"


def _a_folder(path: Path) -> str:
    path.unlink()
    path.mkdir()
    return "veterans.yaml：无法读取"


def _renamed(path: Path) -> str:
    path.rename(path.with_name("veterans2.yaml"))
    return "layout 应与文件名一致，写 veterans2"


@pytest.mark.parametrize(
    "spoil",
    quick_and_long(
        [_in_another_encoding, _of_another_shape, _empty, _a_pipe, _a_folder, _renamed], {_of_another_shape, _a_pipe}
    ),
)
def test_a_file_that_is_hardly_a_layout_stops_nobody_else(
    place: Settings, sent: str, tmp_path: Path, spoil: Callable[[Path], str]
) -> None:
    path = place.policies_dir / bureau.LAYOUT
    told = spoil(path)
    try:
        bureau.hand_in_other(place, tmp_path)
        report = take_in(place)
        assert (report.committed, report.layout_wrong) == (1, 1)
        with pytest.raises(LayoutError, match=told):
            registry.check_layouts(place, bureau.PACK)
    finally:
        path.with_name("veterans2.yaml").unlink(missing_ok=True)
        if path.is_dir():
            path.rmdir()
        elif path.exists():
            path.unlink()


def test_no_report_goes_out_that_lacks_what_waits_for_its_layout(
    place: Settings, sent: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days: list[dt.date] = []
    monkeypatch.setattr(publish, "run", lambda settings, pack, day: days.append(day) or [])
    monkeypatch.setattr(Settings, "from_environment", classmethod(lambda cls, environ=None: place))
    bureau.hand_in_other(place, tmp_path)
    run = ["run", "--pack", bureau.PACK, "--on", bureau.DAY.isoformat()]
    bureau.describe(place.policies_dir, *WRONG[4][:2])
    result = CliRunner().invoke(app, run)
    assert result.exit_code == 1 and "收下以前不发布报表" in result.output and "veterans.yaml 第16行" in result.output
    assert days == []
    bureau.describe(place.policies_dir, *reversed(WRONG[4][:2]))
    result = CliRunner().invoke(app, run)
    assert (result.exit_code, days) == (0, [bureau.DAY]), result.output


@pytest.mark.parametrize("content", ["known: 44", "known: [44]", "# 广东\nknown: ['44']"])
def test_wrong_area_codes_are_told_and_not_passed_over(place: Settings, sent: str, content: str) -> None:
    take_in(place)
    path = place.policies_dir / "area_codes.yaml"
    before = path.read_text(encoding="utf-8")
    path.write_text(content, encoding="gb18030")
    try:
        for step in (
            lambda: feedback.run(place, bureau.PACK, bureau.DAY),
            lambda: registry.check_layouts(place, bureau.PACK),
        ):
            with pytest.raises(LayoutError, match="area_codes"):
                step()
    finally:
        path.write_text(before, encoding="utf-8")


def test_feedback_that_needs_a_wrong_layout_comes_when_it_is_mended(place: Settings, sent: str) -> None:
    take_in(place)
    bureau.describe(place.policies_dir, *WRONG[4][:2])
    assert feedback.run(place, bureau.PACK, bureau.DAY, clock=lambda: NOW) == []
    with pytest.raises(LayoutError):
        feedback.run(place, bureau.PACK, bureau.DAY, [sent], clock=lambda: NOW)
    bureau.describe(place.policies_dir, *reversed(WRONG[4][:2]))
    assert [one.delivery_id for one in feedback.run(place, bureau.PACK, bureau.DAY, clock=lambda: NOW)] == [sent]


def test_a_word_for_a_category_that_the_place_does_not_have_says_nothing(place: Settings, sent: str) -> None:
    bureau.describe_headers(place.policies_dir)
    with (place.policies_dir / bureau.LAYOUT).open("a", encoding="utf-8") as out:
        out.write(bureau.CATEGORY_WORDS.replace("entitled_group", "student_abroad"))
    take_in(place)
    assert rows(place, "SELECT state, reasons -> 0 ->> 'code' FROM landing.delivery") == [
        ("held", "categories_unknown")
    ]


def test_a_person_may_load_it_with_words_that_nobody_knows(place: Settings, sent: str) -> None:
    bureau.describe_headers(place.policies_dir)
    take_in(place)
    shown = decide.show(place, bureau.PACK, sent)
    done = decide.decide(place, bureau.PACK, sent, "accept", "某科长", "待认定", shown.sha256, bureau.DAY, lambda: NOW)
    assert done.state == "committed"
    found = Counter(category for _, category, *_ in facts(place))
    assert found == Counter(f"unknown:{one.word}" for one in PEOPLE)
    numbers = dict(rows(place, "SELECT category_no, word FROM landing.unlisted_category"))
    assert set(numbers.values()) == {person.word for person in PEOPLE}
    assert set(numbers) == set(range(1, len(numbers) + 1))
    assess.run(place, bureau.PACK, bureau.DAY)
    shown = rows(place, "SELECT DISTINCT category, category_label FROM mart.exception ORDER BY category")
    assert shown == [(f"unknown:{number}", f"未登记类别{number}号") for number in range(1, len(numbers) + 1)]


def test_a_file_rejected_for_its_header_is_read_again(place: Settings, tmp_path: Path) -> None:
    """Most headers are known, so it is our form with a column missing: rejected, and no new file is needed."""
    head = ["姓名", "身份证号", "优待抚恤类别", "乡镇(街道)", "批准享受日期"]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(head)
    for one in PEOPLE:
        sheet.append([one.name, one.number, one.word, one.unit, one.since.isoformat()])
    book.save(tmp_path / "名册.xlsx")
    delivery_id = bureau.hand_in(place, tmp_path / "名册.xlsx").delivery_id
    assert take_in(place).rejected == 1
    assert reread.state_of(place, bureau.PACK, delivery_id) == "rejected"
    assert not bureau.hand_in(place, tmp_path / "名册.xlsx").is_new, "the same bytes are the same delivery"
    bureau.describe_headers(place.policies_dir)
    bureau.describe_words(place.policies_dir)
    assert take_in(place).committed == 0, "a rejected file waits for nobody"
    (listed,) = reread.rejected(place, bureau.PACK)
    assert (str(listed.delivery_id), listed.reasons[0]["code"]) == (delivery_id, "column_missing")
    with pytest.raises(reread.RereadRefused, match="列出"):
        reread.reread(place, bureau.PACK, "nothing begins so")
    assert reread.reread(place, bureau.PACK, delivery_id[:8].upper()) == delivery_id
    assert take_in(place).committed == 1 and len(facts(place)) == 23
    assert reread.rejected(place, bureau.PACK) == []
    with pytest.raises(reread.RereadRefused, match="更高版次"):
        reread.reread(place, bureau.PACK, delivery_id)
