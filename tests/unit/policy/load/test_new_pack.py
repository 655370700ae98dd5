"""`campaign policy new`: a fresh pack has nothing wrong but what is to be filled in, and filled in it is right."""

import os
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.commands.policy.group import policy
from pipeline.workbench.new_pack import TEMPLATE
from tests.support.packs.changed_packs import POLICIES
from tests.unit.policy.schema_errors import named_schema, schema_errors
from transforms.policy import Pack, check_pack, load_pack
from transforms.policy.cases.load import load_cases
from transforms.policy.load.new_pack import NewPackRefused, default_prefix, fill_template, set_schema_line
from transforms.policy.load.placeholders import MARK
from transforms.policy.review.review import review
from transforms.strict_yaml.reader import read_tree

CODE = "dongan-2026"

# what an official writes in place of the marks: by the name of the field; text where nothing is output
VALUES = {
    "number": "null", "issued_on": "2025-09-01", "status": "in_force", "basis": "collected", "effect": "kept",
    "set_by": "own",
    "region": "null", "counts_as_covered": "true", "whole": "true", "unit_id": "do-xinhua", "name": "新华镇",
    "aliases": "新华", "targets.status": "正式", "persons": "1200", "starts_on": "2025-09-01", "ends_on": "2025-12-31",
    "fen": "40000", "payer": "medical_aid", "label_zh": "特困供养人员", "category": "destitute", "kind": "full",
    "base": "payment", "add_months": "1", "add_days": "0",
    "month_start": "true", "first_due_on": "2025-09-15", "feed_from": "2025-09-01", "feed_to": "2025-12-31",
    "recipient": "county_government", "cadence": "half_month", "recipients": "county_government",
    "categories": "destitute", "as_of": "2026-02-01", "born_on": "1975-06-15", "yuan": "400", "paid_on": "2025-10-08",
    "due_yuan": "400", "settled_on": "2025-10-08", "sentence": "普通居民在集中缴费期内缴400元，当天参保",
}  # fmt: skip


def call(*arguments: str) -> tuple[int, str]:
    """Run `campaign policy new`. Returns exit code and output."""
    result = CliRunner().invoke(policy, ["new", *arguments], catch_exceptions=False)
    return result.exit_code, result.output


@pytest.fixture()
def fresh(tmp_path: Path) -> Path:
    """Create a new pack; return its folder."""
    status, output = call(CODE, "--place", "东安县", "--year", "2026", "--out", str(tmp_path))
    assert status == 0 and "处待填" in output
    return tmp_path / CODE


def fill(folder: Path, relative: str) -> None:
    """Replace each placeholder by a value, by the path that the check names."""
    file = folder / relative
    lines = file.read_text(encoding="utf-8").replace(f"{MARK}名单里的叫法，如 特困人员", "特困人员").splitlines()
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    problems = [problem for problem in review(folder) if problem.file.endswith(relative)]
    assert problems and {problem.code for problem in problems} == {"pack.to_fill"}
    for problem in problems:
        parts = [part for part in problem.field.split(".") if not part.isdigit() and part.isascii()]
        value = VALUES.get(".".join((parts[0], parts[-1])), VALUES.get(parts[-1], "照抄通知的话"))
        marked = rf"((?:\b{parts[-1]}|特困人员): \[?){MARK}[^,}}\]]*"
        lines[problem.line - 1], count = re.subn(marked, rf"\g<1>{value}", lines[problem.line - 1], count=1)
        assert count == 1, problem.text_zh()
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_a_fresh_pack_has_only_what_is_to_be_filled_in_each_with_its_line(fresh: Path) -> None:
    """Review a new pack."""
    problems = review(fresh)
    text = (fresh / "pack.yaml").read_text(encoding="utf-8").splitlines()
    assert len(problems) > 80
    assert {(problem.code, problem.severity, problem.file) for problem in problems} == {
        ("pack.to_fill", "error", f"{CODE}/pack.yaml")
    }  # fmt: skip
    assert all(MARK in text[problem.line - 1] for problem in problems)
    written = [number for number, line in enumerate(text, 1) if MARK in line.split("#")[0]]
    assert sorted({problem.line for problem in problems}) == written
    assert check_pack(fresh) == problems


def test_once_filled_in_pack_and_case_are_right_without_a_warning(fresh: Path) -> None:
    """Fill in the pack, then its case; compare with the schema."""
    fill(fresh, "pack.yaml")
    assert [problem.text_zh() for problem in check_pack(fresh)] == []
    assert schema_errors("pack.schema.json", fresh / "pack.yaml") == []
    assert {(problem.code, problem.file) for problem in review(fresh)} == {("pack.to_fill", f"{CODE}/cases/first.yaml")}
    fill(fresh, "cases/first.yaml")
    assert review(fresh) == []
    pack = load_pack(fresh)
    assert (pack.campaign.place_name, pack.campaign.plan_year, pack.requirements.prefix) == ("东安县", 2026, "DO")
    (case,) = load_cases(pack, fresh)
    assert case.expect[0].due_yuan == 40000


def test_a_half_filled_pack_reports_errors_in_addition_to_placeholders(fresh: Path) -> None:
    """Fill in a wrong word and a wrong type."""
    file = fresh / "pack.yaml"
    text = file.read_text(encoding="utf-8").replace(
        "basis: 【待填】received(入库日)或 collected(缴费日)", "basis: paid"
    )  # fmt: skip
    file.write_text(text.replace("  plan_year: 2026\n", "  plan_year: '2026'\n", 1), encoding="utf-8")
    errors = {(problem.field, problem.code) for problem in check_pack(fresh) if problem.code != "pack.to_fill"}
    assert errors == {("decision_date.basis", "pack.literal_error"), ("campaign.plan_year", "pack.int_type")}


def test_the_template_names_every_section_of_a_pack_and_writes_every_required_one() -> None:
    """Compare the template with the model."""
    text = (TEMPLATE / "new-pack.yaml").read_text(encoding="utf-8")
    written = read_tree(text).content
    assert [name for name, field in Pack.model_fields.items() if field.is_required() and name not in written] == []
    named = set(re.findall(r"[a-z_]+", text))
    assert [name for name in Pack.model_fields if name not in named] == []
    assert [name for name in written if name not in Pack.model_fields] == []


def test_every_phrase_has_its_comment() -> None:
    """Look for sections without a comment above."""
    lines = (TEMPLATE / "new-pack.yaml").read_text(encoding="utf-8").splitlines()
    sections = [i for i, line in enumerate(lines) if re.match(r"[a-z_]+:", line)]
    alone = [lines[i] for i in sections[2:] if not lines[i - 1].startswith("#")]
    assert len(sections) > 20 and alone == ["publications:"]  # it shares the comment of the recipients


def test_an_existing_pack_is_not_touched(fresh: Path) -> None:
    """Create a pack a second time."""
    (fresh / "pack.yaml").write_text("mine", encoding="utf-8")
    status, output = call(CODE, "--place", "东安县", "--year", "2026", "--out", str(fresh.parent))
    assert status == 1 and "已经存在" in output
    assert (fresh / "pack.yaml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("code", "place", "year", "prefix", "complaint"),
    [
        ("DongAn-2026", "东安县", 2026, "DA", "小写拼音"),
        ("../x-2026", "东安县", 2026, "DA", "小写拼音"),
        ("dongan-2026", "Dong'an", 2026, "DA", "中文"),
        ("dongan-2026", "东安县\nx: 1", 2026, "DA", "中文"),
        ("dongan-2026", "东安县", 26, "DA", "四位年份"),
        ("dongan-2026", "东安县", 2026, "da", "大写"),
    ],
)
def test_what_no_pack_can_hold_is_refused(code: str, place: str, year: int, prefix: str, complaint: str) -> None:
    """Try unsuitable codes, places, years and prefixes."""
    with pytest.raises(NewPackRefused, match=complaint):
        fill_template("", code, place, year, prefix)


def test_a_pack_names_its_schema_wherever_it_lies(fresh: Path, tmp_path: Path) -> None:
    """Check the path outside of the repository, a pack next to the errors, and paths that no line could hold."""
    schema = POLICIES / "schema" / "pack.schema.json"
    assert named_schema(fresh / "pack.yaml") == schema.resolve()
    assert named_schema(fresh / "cases" / "first.yaml") is None
    text = (TEMPLATE / "new-pack.yaml").read_text(encoding="utf-8")
    line, _, rest = text.partition("\n")
    assert set_schema_line(text, schema, POLICIES / CODE) == text and line.endswith(
        "$schema=../schema/pack.schema.json"
    )
    relative = os.path.relpath(schema.parent.resolve(), tmp_path.resolve() / "my packs")
    assert set_schema_line(text, schema, tmp_path / "my packs") == text.replace("../schema/", f"{relative}/", 1)
    spaced = tmp_path / "with space"
    spaced.mkdir()
    (spaced / "pack.schema.json").touch()
    assert set_schema_line(text, spaced / "pack.schema.json", tmp_path) == rest
    assert set_schema_line(text, tmp_path / "missing.json", tmp_path) == rest


def test_a_refused_code_writes_nothing(tmp_path: Path) -> None:
    """Call the command with an unsuitable code."""
    status, output = call("Dong-An", "--place", "东安县", "--year", "2026", "--out", str(tmp_path))
    assert status == 1 and "应是小写拼音" in output and list(tmp_path.iterdir()) == []
    assert default_prefix("heyuan-2020") == "HE"


def test_the_template_is_no_pack_of_its_own() -> None:
    """Check that the folder of the template is not found as a pack."""
    assert not list((POLICIES / "template").glob("pack.yaml"))
