"""What pack and shared files tell the gate in the pipeline: usual amounts, area codes; folders that are scanned."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.landing import folder as landing_folder
from pipeline.policy import registry
from pipeline.runtime.settings import REPOSITORY, Settings
from tests.bad_inputs.files.csv_files import csv_bytes
from tests.bad_inputs.files.forms import ROLL, TAX, yuan
from tests.bad_inputs.files.grid import Grid, Line, control, written
from tests.bad_inputs.sequences import PACK, frame, people, truths_of
from transforms.identity.document_faults import check_digit
from transforms.intake.layouts.area_codes import read_area_codes
from transforms.intake.layouts.files import LayoutError
from transforms.policy import load_pack, plausible_amounts_fen

DAY = dt.date(2019, 12, 31)
# worked out by hand from the notices: the standard, and what is left of it where a subsidy pays a part
USUAL = {
    "dongan-2020": {25_000, 12_000},
    "heyuan-2020": {25_000},
    "kaijiang-2020": {25_000},
    "hefei-2020": {28_000, 2_800},
    "zhaoqing-2021": {29_000},
}


@pytest.mark.parametrize("code", USUAL)
def test_the_plausible_amounts_are_those_of_the_notice(code: str) -> None:
    assert plausible_amounts_fen(load_pack(REPOSITORY / "policies" / code / "pack.yaml")) == USUAL[code]


def take_in(settings: Settings, folder: Path, grid: Grid, name: str) -> None:
    path = folder / name
    path.write_bytes(csv_bytes(grid))
    source = grid.form.source
    day = dt.date(2019, 12, 10)
    period = f"2019-12第{len(list(folder.iterdir()))}批"
    one = landing.Announcement(path, source.source, period, source.list_mode, day, day)
    landing.deliver(settings, PACK, [one])
    intake.run(settings, PACK, (source.kind,), DAY)


def test_the_pipeline_hands_both_to_the_gate(settings: Settings, tmp_path: Path) -> None:
    rng = random.Random(7)
    fen_as_yuan = people(rng, TAX, 6)
    for line in fen_as_yuan.data:
        line.cells[TAX.at("amount_fen")] = "25000.00"
    fen_as_yuan.lines[-1] = Line(control(truths_of(fen_as_yuan), fen=6 * 2_500_000))
    take_in(settings, tmp_path, fen_as_yuan, "分.csv")
    odd = people(rng, TAX, 4)
    odd.data[1].cells[TAX.at("amount_fen")] = yuan(25_001)
    odd.lines[-1] = Line(control(truths_of(odd), fen=4 * 25_000 + 1))
    take_in(settings, tmp_path, odd, "多一分.csv")
    somewhere = truths_of(people(rng, ROLL, 3))
    first_17 = f"10{somewhere[0].number[2:17]}"
    strange = replace(somewhere[0], number=first_17 + check_digit(first_17))
    take_in(settings, tmp_path, written(ROLL, [strange, *somewhere[1:]]), "底册.csv")
    told = frame(settings, "SELECT file_name, state, reasons -> 0 ->> 'code' AS code FROM landing.delivery")
    assert sorted(told.fillna("").itertuples(index=False, name=None)) == [
        ("分.csv", "held", "amount_scale"),
        ("多一分.csv", "committed", ""),
        ("底册.csv", "committed", ""),
    ]
    said = frame(
        settings, "SELECT d.file_name, w.row_no, w.reason_code FROM landing.warning AS w"
        " INNER JOIN landing.delivery AS d USING (campaign_id, delivery_id) WHERE d.state = 'committed'",
    )  # fmt: skip
    assert set(said.itertuples(index=False, name=None)) == {
        ("多一分.csv", 3, "amount_unusual"), ("底册.csv", 2, "document_area_unknown"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "text", ["known: []\n", "known: [44]\n", 'known: ["443"]\n', "codes: []\n", "- a\n", "known: [\n"]
)
def test_a_wrong_file_of_area_codes_is_refused(text: str) -> None:
    with pytest.raises(LayoutError, match=r"area_codes\.yaml"):
        read_area_codes(text)


def test_without_the_file_no_area_code_is_unknown(settings: Settings, tmp_path: Path) -> None:
    assert registry.area_codes(replace(settings, policies_dir=tmp_path)) == frozenset()
    (tmp_path / "area_codes.yaml").write_text('known: ["44", "4416", "441602"]\n', encoding="utf-8")
    assert registry.area_codes(replace(settings, policies_dir=tmp_path)) == {"44", "4416", "441602"}


def test_a_folder_is_scanned_and_leavings_are_counted(settings: Settings, tmp_path: Path) -> None:
    name = "名册.csv"
    (tmp_path / "deliveries").mkdir()
    (tmp_path / "deliveries" / name).write_bytes(csv_bytes(people(random.Random(1), ROLL, 2)))
    for leaving in ("~$名册.xlsx", "Thumbs.db", ".DS_Store"):
        (tmp_path / "deliveries" / leaving).write_bytes(b"leaving")
    (tmp_path / "没有列出.csv").write_bytes(b"?")
    head = "file,source,period,list_mode,cut_off_on,version,delivered_on"
    lines = [f"{one},roll,2019,full,2019-08-31,1,2019-08-31" for one in (name, "~$名册.xlsx")]
    (tmp_path / "deliveries.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    lying = landing_folder.unannounced_files(tmp_path)
    assert (lying.ignored, lying.unknown) == (3, 1)
    landed = landing_folder.deliver_all(settings, PACK, tmp_path)
    assert [one.is_new for one in landed] == [True], "what a program left behind is no delivery, announced or not"
    one = landing.Announcement(tmp_path / "deliveries" / "~$名册.xlsx", "roll", "2019", "full", DAY, DAY)
    with pytest.raises(landing.DeliveryRefused, match="临时文件"):
        landing.deliver(settings, PACK, [one])
