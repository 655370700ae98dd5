"""docs/how-to/write-a-policy-pack.md quotes Dong'an's notice and pack as they are, and names commands that exist."""

import re
from pathlib import Path

from pipeline.commands.policy.group import policy
from tests.support.packs.changed_packs import POLICIES, text_of, write
from transforms.policy import load_pack
from transforms.policy.cases.load import load_cases

GUIDE = (POLICIES.parent / "docs" / "how-to" / "write-a-policy-pack.md").read_text(encoding="utf-8")
PACK = text_of("dongan-2020")


def test_every_phrase_is_in_the_words_of_the_notice() -> None:
    phrases = re.findall(r"\*\*“([^”]+)”\*\*", GUIDE.replace("\n", ""))
    parts = [part for phrase in phrases for part in re.split("[…、]", phrase) if part]
    assert len(phrases) > 15
    assert [part for part in parts if part not in PACK] == []


BLOCKS = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)


def test_every_sample_of_a_pack_stands_in_the_pack() -> None:
    samples = [block for block in BLOCKS if "sentence:" not in block and "correction:" not in block]
    lines = [line.strip() for block in samples for line in block.splitlines()]
    assert len(BLOCKS) > 8 and len(lines) > 25
    assert [line for line in lines if line not in PACK] == []


def test_the_sample_of_a_case_is_a_case_of_the_pack(tmp_path: Path) -> None:
    (sample,) = (block for block in BLOCKS if "sentence:" in block)
    folder = write(tmp_path, "dongan-2020", PACK)
    (folder / "cases").mkdir()
    usual = "usual:\n  as_of: 2020-02-01\n  person: {born_on: 1975-06-15}\ncases:\n"
    (folder / "cases" / "sample.yaml").write_text(usual + sample, encoding="utf-8")
    (case,) = load_cases(load_pack(folder), folder)
    assert case.expect[0].due_yuan == 12000


def test_the_commands_of_the_guide_exist() -> None:
    named = set(re.findall(r"campaign policy (new|check|diff)\b", GUIDE))
    known = {command.name for command in policy.registered_commands}
    assert named == {"new", "check", "diff"} <= known


def test_the_links_of_the_guide_lead_somewhere() -> None:
    links = re.findall(r"\]\(([\w./-]+\.md)\)", GUIDE)
    assert links and all((POLICIES.parent / "docs" / "how-to" / link).is_file() for link in links)
