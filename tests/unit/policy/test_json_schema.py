"""Check that the schemas are up to date, accept every sound file, and refuse misspelt keys and wrong types."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.workbench.json_schema import DIRECTORY, FOLDER, LAYOUT, PACK, VOCABULARY, render
from tests.support.packs.changed_packs import POLICIES
from tests.unit.policy.schema_errors import named_schema, schema_errors

MADE_UP = Path(__file__).resolve().parents[2] / "support" / "packs" / "made_up"
PACKS = sorted([*POLICIES.glob("*/pack.yaml"), *MADE_UP.glob("*/pack.yaml")])
LAYOUTS = sorted((POLICIES / "layouts").glob("*.yaml"))
SHARED = POLICIES / "layouts" / "shared" / "vocabulary.yaml"
EXAMPLE = POLICIES / "template" / "directory.yaml"


def test_the_committed_schemas_are_up_to_date() -> None:
    """Compare the files with what the models generate now."""
    written = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}
    assert written == render(), "run: make docs"


@pytest.mark.parametrize(
    ("schema", "files", "least"),
    [(PACK, PACKS, 8), (LAYOUT, LAYOUTS, 11), (VOCABULARY, [SHARED], 1), (DIRECTORY, [EXAMPLE], 1)],
)
def test_every_file_is_valid_and_names_its_schema(schema: str, files: list[Path], least: int) -> None:
    """Validate the five packs, the made-up packs, the layouts, their vocabulary and the example of a directory."""
    assert len(files) >= least
    assert schema_errors(schema, *files) == []
    assert {named_schema(file) for file in files} == {(FOLDER / schema).resolve()}


def test_the_template_names_the_schema_of_packs() -> None:
    """Check the template itself: its gaps are not valid yet, the filled template is tested with `policy new`."""
    assert named_schema(POLICIES / "template" / "new-pack.yaml") == (FOLDER / PACK).resolve()


@pytest.mark.parametrize(
    ("schema", "source", "old", "new", "message"),
    [
        (PACK, "dongan-2020/pack.yaml", "amount_fen: 13000", "amount_fenn: 13000", "'amount_fenn' was unexpected"),
        (
            PACK,
            "dongan-2020/pack.yaml",
            "amount_fen: 13000",
            "amount_fen: '13000'",
            "'13000' is not valid under any of",
        ),
        (PACK, "dongan-2020/pack.yaml", "basis: collected", "basis: paid", "'paid' is not one of"),
        (PACK, "dongan-2020/pack.yaml", "count: 26", "count: true", "True is not of type 'integer'"),
        (PACK, "dongan-2020/pack.yaml", "starts_on: 2019-09-01", "starts_on: 2019-9-1", "'2019-9-1' is not a 'date'"),
        (LAYOUT, "layouts/tax.yaml", "header_within_rows: 10", "header_within_row: 10", "was unexpected"),
        (LAYOUT, "layouts/tax.yaml", "header_within_rows: 10", "header_within_rows: ten", "is not of type 'integer'"),
        (LAYOUT, "layouts/tax.yaml", "  receipt_no:", "  receipt_number:", "'receipt_number' was unexpected"),
        (VOCABULARY, "layouts/shared/vocabulary.yaml", "新增: add", "新增: added", "'added' is not one of"),
        (DIRECTORY, "template/directory.yaml", "[viewer, approver]", "[boss]", "'boss' is not one of"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, schema: str, source: str, old: str, new: str, message: str) -> None:
    """Change one key or value of a sound file; the message names what was changed."""
    text = (POLICIES / source).read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "changed.yaml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    errors = schema_errors(schema, file)
    assert errors and any(message in text for _, text in errors), errors


def _fields(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for part in (schema, *schema["$defs"].values()):
        yield from part["properties"].items()


@pytest.mark.parametrize("name", [PACK, LAYOUT, VOCABULARY])
def test_every_key_has_a_chinese_title_and_description(name: str) -> None:
    """Check the titles that an official's editor shows; a key without a label would be shown by its own name."""
    fields = list(_fields(json.loads(render()[name])))
    assert len(fields) > 10
    assert [key for key, field in fields if not re.match("[一-鿿]", field["title"])] == []
    assert [key for key, field in fields if not field["description"].startswith(field["title"])] == []


def test_words_have_their_meaning() -> None:
    """Check a word list, a unit and a column: what an editor offers while an official types."""
    pack, layout = json.loads(render()[PACK]), json.loads(render()[LAYOUT])
    subsidy = pack["$defs"]["Subsidy"]["properties"]
    assert dict(zip(subsidy["kind"]["enum"], subsidy["kind"]["enumDescriptions"], strict=True))["full"] == "全额资助"
    assert "1元写 100" in subsidy["amount_fen"]["description"]
    assert "95% 写 9500" in subsidy["share_bp"]["description"]
    assert layout["properties"]["columns"]["properties"]["receipt_no"]["title"] == "票据号"


def test_the_folder_of_schemas_is_not_a_pack() -> None:
    """Check that the pattern by which packs are found does not match it."""
    assert FOLDER.parent == POLICIES and FOLDER not in {path.parent for path in POLICIES.glob("*/pack.yaml")}
