"""`campaign policy diff OLD NEW --against`, as an official sees it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.commands.policy.group import policy
from pipeline.runtime import settings as of_settings
from pipeline.runtime.settings import REPOSITORY, Settings
from tests.support.packs import small_town


def call(*arguments: str) -> tuple[int, list[str]]:
    result = CliRunner().invoke(policy, ["diff", *arguments], catch_exceptions=False)
    return result.exit_code, result.output.splitlines()


@pytest.fixture()
def town(make_warehouse: Callable[..., Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    settings = small_town.loaded(make_warehouse, tmp_path / "policies")
    monkeypatch.setattr(of_settings.Settings, "from_environment", classmethod(lambda cls, environ=None: settings))
    return settings


@pytest.fixture()
def packs(town: Settings, tmp_path: Path) -> tuple[str, str]:
    """(loaded, changed) pack folders."""
    changed = small_town.folder(tmp_path / "changed")
    small_town.edit(changed, small_town.POOR)
    return str(town.pack_path(small_town.PACK)), str(changed / small_town.PACK)


def test_words_then_figures_in_yuan(packs: tuple[str, str]) -> None:
    status, said = call(*packs, "--against")
    assert status == 0 and len(said) <= 40
    assert "由130元改为140元" in said[0]
    assert "待缴费 → 已参保：1人" in said
    first, second = small_town.units(small_town.load_pack(Path(packs[1])))
    assert f"{first} / 个人 / 3人 / 360.00 → 330.00（-30.00） / +20.00 / 0.00" in said
    assert any(line.startswith(f"{second} / ") and " / 1人 / 130.00 → 140.00（+10.00）" in line for line in said)
    assert said[-1].startswith("合计：受影响 4人") and "个人应缴 480.00 → 440.00（-40.00）" in said[-1]
    assert "其中已参保的 +160.00" in said[-1]


def test_the_full_table_as_csv(packs: tuple[str, str], tmp_path: Path) -> None:
    file = tmp_path / "effect.csv"
    status, _ = call(*packs, "--against", "--csv", str(file))
    rows = list(csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig"))))
    assert status == 0 and len(rows) == 4
    assert sum(int(row["refundable_difference_fen"]) for row in rows) == 2_000
    assert sum(int(row["posted_fund_difference_fen"]) for row in rows) == 16_000
    assert {row["category_after_label"] for row in rows} == {"建档立卡贫困人口"}
    assert "person_key" not in rows[0]


def test_another_old_pack_than_the_loaded_one_is_said(packs: tuple[str, str], tmp_path: Path) -> None:
    third = small_town.folder(tmp_path / "third")
    small_town.edit(third, ("amount_fen: 13000\n    personal_fen: 12000", "amount_fen: 13500\n    personal_fen: 11500"))
    status, said = call(str(third / small_town.PACK), packs[1], "--against")
    assert status == 0 and said[0].startswith("注意：库中现用的是版本")


def test_packs_of_two_places_are_refused(packs: tuple[str, str]) -> None:
    status, said = call(packs[0], str(REPOSITORY / "policies" / "kaijiang-2020"), "--against")
    assert status == 1 and "不是同一地同一年" in "".join(said)


def test_a_place_that_is_not_loaded(
    settings: Settings, packs: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_settings.Settings, "from_environment", classmethod(lambda cls, environ=None: settings))
    status, said = call(*packs, "--against")
    assert status == 1 and "没有已核定的数据" in "".join(said)


def test_a_correction_that_would_be_refused_is_told(packs: tuple[str, str]) -> None:
    changed = Path(packs[1])
    small_town.append(changed.parent, small_town.correction("from_date", "2019-11-01"))
    status, said = call(*packs, "--against")
    text = (changed / "pack.yaml").read_text(encoding="utf-8")
    line = text[: text.index("- rule_id: DA-08\n", text.index("\nsubsidies:"))].count("\n") + 1
    told = [one for one in said if one.startswith("错误 ")]
    assert status == 1 and len(told) == 1 and "valid_to: 2019-10-31" in told[0]
    assert told[0].startswith(f"错误 {small_town.PACK}/pack.yaml 第{line}行 DA-08：")


def test_whose_amount_becomes_undefined_is_said_to_be_left_out(packs: tuple[str, str]) -> None:
    """Else a total that falls would look like money saved."""
    changed = Path(packs[1])
    small_town.edit(changed.parent, ("ends_on: 2019-12-31", "ends_on: 2019-11-01"))
    status, said = call(*packs, "--against")
    assert status == 0 and any("→ 应缴未定" in line and line.endswith("（未定的不计入金额）") for line in said), said


def test_without_the_word_nothing_is_asked_of_the_warehouse(
    packs: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(cls: object, environ: object = None) -> Settings:
        raise AssertionError("asked")

    monkeypatch.setattr(of_settings.Settings, "from_environment", classmethod(never))
    assert call(*packs)[0] == 0
