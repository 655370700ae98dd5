"""The compiled rows fit the warehouse's tables and say what the packs say."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest

from tests.support.packs.changed_packs import PACKS, POLICIES, changed, text_of, write
from tests.support.packs.entries import entry
from transforms.policy import campaign_id, load_pack
from transforms.policy.compile.tables import compile_pack
from transforms.policy.model.pack import OutsideOwnWindow, RecognisedAfterWindow

HEYUAN, KAIJIANG, HEFEI, ZHAOQING, DONGAN = PACKS
MADE_UP = Path(__file__).parents[3] / "support" / "packs" / "made_up"
SCHEMA = Path(__file__).parents[4] / "sql" / "schema" / "policy.sql"
TYPES: dict[str, type | tuple[type, ...]] = {
    "integer": int, "bigint": int, "text": str, "date": dt.date, "boolean": bool, "text[]": list,
    "date[]": list, "integer[]": list,
}  # fmt: skip

# rows per table; rule rows are the statements of the pack and are counted by the pack itself
COUNTED = ("unit", "target", "collection_window", "price", "category", "payer", "subsidy", "coverage_start")
COUNTS = {
    HEYUAN: (8, 7, 2, 2, 8, 1, 8, 0),
    KAIJIANG: (21, 20, 1, 2, 8, 1, 8, 5),
    HEFEI: (13, 24, 1, 2, 9, 1, 9, 0),
    ZHAOQING: (11, 20, 1, 2, 8, 2, 8, 0),
    DONGAN: (17, 16, 1, 4, 7, 2, 7, 1),
}

# category -> (kind, fen of the standard, payer)
SUBSIDIES = {
    HEYUAN: {
        "registered_poor": ("full", 25000, "government"), "minimum_living": ("full", 25000, "government"),
        "severely_disabled": ("full", 25000, "government"), "low_income_elderly": ("full", 25000, "government"),
        "low_income_minor": ("full", 25000, "government"), "destitute": ("full", 25000, "government"),
        "low_income_seriously_ill": ("full", 25000, "government"), "disabled": ("none", None, None),
    },
    KAIJIANG: {
        "destitute": ("full", 25000, "government"), "entitled_group": ("full", 25000, "government"),
        "severely_disabled": ("full", 25000, "government"), "registered_poor": ("full", 25000, "government"),
        "orphan": ("full", 25000, "government"), "minimum_living": ("undefined", None, None),
        "disabled": ("none", None, None), "student": ("none", None, None),
    },
    HEFEI: {
        "destitute": ("full", 28000, "medical_aid"), "orphan": ("full", 28000, "medical_aid"),
        "family_planning_special": ("full", 28000, "medical_aid"), "disaster_poor": ("full", 28000, "medical_aid"),
        "minimum_living": ("share", 25200, "medical_aid"), "other_poor": ("share", 25200, "medical_aid"),
        "low_income_elderly": ("share", 25200, "medical_aid"), "marginal_poor": ("none", None, None),
        "student": ("none", None, None),
    },
    ZHAOQING: {
        "destitute": ("undefined", None, None), "orphan": ("undefined", None, None),
        "minimum_living": ("undefined", None, None), "registered_poor": ("undefined", None, None),
        "disabled": ("undefined", None, None), "entitled_group": ("undefined", None, None),
        "low_income_aid": ("undefined", None, None), "student": ("none", None, None),
    },
    DONGAN: {
        "registered_poor": ("amount", 13000, "fiscal"), "minimum_living": ("amount", 13000, "medical_aid"),
        "destitute": ("full", 25000, "medical_aid"), "safety_net_poor": ("undefined", None, None),
        "severely_disabled": ("undefined", None, None), "disabled": ("undefined", None, None),
        "student": ("none", None, None),
    },
}  # fmt: skip


def columns_of_policy_tables() -> dict[str, dict[str, tuple[str, bool]]]:
    """Table -> column -> (type, may be null), read from the schema `policy`."""
    text = re.sub(r" \[\]", "[]", re.sub(r"--.*", "", SCHEMA.read_text("utf-8")))
    tables = re.findall(r"CREATE TABLE (policy\.\w+) \((.*?)\n\);", text, re.DOTALL)
    return {name: _columns(r" {4}([a-z_]+) +([a-z\[\]]+)(.*)", body) for name, body in tables}


def _columns(pattern: str, body: str) -> dict[str, tuple[str, bool]]:
    lines = [re.match(pattern, line) for line in body.splitlines()]
    return {line[1]: (line[2], "NOT NULL" not in line[3] and "PRIMARY KEY" not in line[3]) for line in lines if line}


# Rights of officials come from the directory of the installation, not from a pack.
OF_THE_DIRECTORY = ("policy.reader_unit", "policy.reader_recipient")
COLUMNS = {name: columns for name, columns in columns_of_policy_tables().items() if name not in OF_THE_DIRECTORY}
TABLES = {code: compile_pack(load_pack(POLICIES / code)) for code in PACKS}


def rows(code: str, table: str) -> list[dict[str, Any]]:
    return TABLES[code][f"policy.{table}"]


def test_the_schema_was_read() -> None:
    assert len(COLUMNS) == 20
    assert COLUMNS["policy.target"]["persons"] == ("bigint", True)
    assert len(COLUMNS["policy.subsidy"]) == 25
    assert COLUMNS["policy.collection_window"]["tail_until"] == ("date", True)


@pytest.mark.parametrize("code", PACKS)
def test_rows_have_exactly_the_columns_types_and_nulls_of_the_tables(code: str) -> None:
    assert set(TABLES[code]) == set(COLUMNS)
    checked = 0
    for table, found in TABLES[code].items():
        for row in found:
            assert set(row) == set(COLUMNS[table])
            for column, value in row.items():
                kind, nullable = COLUMNS[table][column]
                assert (value is None and nullable) or type(value) is TYPES[kind], (table, column, value)
                checked += 1
    assert checked > 500


@pytest.mark.parametrize("code", PACKS)
def test_rows_per_table(code: str) -> None:
    assert tuple(len(rows(code, table)) for table in COUNTED) == COUNTS[code]
    assert len(rows(code, "campaign")) == 1
    assert len(rows(code, "rule")) == len(list(load_pack(POLICIES / code).rules())) > 50
    assert {row["campaign_id"] for table in TABLES[code].values() for row in table} == {campaign_id(code)}


@pytest.mark.parametrize("code", PACKS)
def test_every_rule_id_used_has_its_row(code: str) -> None:
    known = {row["rule_id"] for row in rows(code, "rule")}
    campaign = rows(code, "campaign")[0]
    used = {campaign["standard_rule_id"], campaign["pay_first_rule_id"]} - {None}
    used |= {row["rule_id"] for table in TABLES[code].values() for row in table if "rule_id" in row}
    assert used <= known and len(known) == len(rows(code, "rule"))


@pytest.mark.parametrize("code", PACKS)
def test_subsidies_in_fen(code: str) -> None:
    standard = load_pack(POLICIES / code).standard.price.fen
    assert standard is not None
    parts = {row["rule_id"]: row for row in rows(code, "subsidy_part")}
    assert len(parts) == len(rows(code, "subsidy_part"))
    found = {}
    for row in rows(code, "subsidy"):
        part = parts.get(row["rule_id"])
        fen = None
        if part:
            shared = standard * part["share_bp"] / 10000 if part["share_bp"] else 0
            fen = standard if part["is_rest"] else part["amount_fen"] or shared
        found[row["category"]] = (row["subsidy_kind"], fen, part["payer"] if part else None)
    assert found == SUBSIDIES[code]
    assert len({row["tie_order"] for row in rows(code, "subsidy")}) == len(found)


@pytest.mark.parametrize("code", PACKS)
def test_every_part_has_its_amount_for_every_price_of_the_default_tier(code: str) -> None:
    pack = load_pack(POLICIES / code)
    prices = {rule.price.fen for rule in pack.prices if rule.plan_year == pack.campaign.plan_year} - {None}
    parts = {(row["rule_id"], row["part_no"]): row for row in rows(code, "subsidy_part")}
    amounts = {
        (row["rule_id"], row["part_no"], row["price_fen"]): row["fen"] for row in rows(code, "subsidy_part_amount")
    }
    assert amounts.keys() == {(*part, price) for part in parts for price in prices}
    assert amounts or code == ZHAOQING, "only Zhaoqing leaves every subsidy open"
    for (rule_id, part_no, price), fen in amounts.items():
        part = parts[rule_id, part_no]
        if part["share_bp"] is None:
            assert fen == (price if part["is_rest"] else part["amount_fen"])
        else:
            assert abs(fen - price * part["share_bp"] / 10_000) < 1


@pytest.mark.parametrize("code", PACKS)
def test_keys_are_unique_and_units_form_one_tree(code: str) -> None:
    keys = {"unit": ["unit_id"], "target": ["unit_id", "measure"], "price": ["rule_id"], "rule": ["rule_id"],
            "category": ["category"], "payer": ["payer"], "subsidy": ["rule_id"],
            "subsidy_part": ["rule_id", "part_no"],
            "subsidy_part_amount": ["rule_id", "part_no", "price_fen"],
            "person_rule": ["rule_id"], "turn_date": ["on_date"],
            "coverage_start": ["rule_id", "start_no"]}  # fmt: skip
    for table, columns in keys.items():
        found = [tuple(row[column] for column in columns) for row in rows(code, table)]
        assert len(found) == len(set(found))
    roots = [row["unit_id"] for row in rows(code, "unit") if row["parent_unit_id"] is None]
    assert len(roots) == 1
    assert {row["parent_unit_id"] for row in rows(code, "unit")} == {None, *roots}
    assert [row["is_progress_unit"] for row in rows(code, "unit")] == [False] + [True] * (len(rows(code, "unit")) - 1)
    assert [row["sort_order"] for row in rows(code, "unit")] == list(range(len(rows(code, "unit"))))


def test_conditions_of_the_rules() -> None:
    conditions = [column for column, (_, nullable) in COLUMNS["policy.subsidy"].items() if nullable]
    found = {
        (code, row["category"]): {name: row[name] for name in conditions if row[name] is not None}
        for code in PACKS
        for row in rows(code, "subsidy")
    }
    assert {key: value for key, value in found.items() if value} == {
        (HEYUAN, "severely_disabled"): {"min_grade": 1, "max_grade": 2},
        (HEYUAN, "low_income_elderly"): {"min_age": 60},
        (HEYUAN, "low_income_minor"): {"max_age": 17},
        (KAIJIANG, "destitute"): {"hukou_local": True},
        (KAIJIANG, "entitled_group"): {"hukou_local": True},
        (KAIJIANG, "severely_disabled"): {"min_grade": 1, "max_grade": 2, "hukou_local": True},
        (KAIJIANG, "registered_poor"): {"hukou_local": True},
        (KAIJIANG, "orphan"): {"hukou_local": True},
        (DONGAN, "minimum_living"): {"unless_any": ["registered_poor"]},
    }


def test_dongans_tie_goes_to_the_registered_poor_first() -> None:
    order = {row["category"]: row["tie_order"] for row in rows(DONGAN, "subsidy")}
    assert order["registered_poor"] < order["minimum_living"] < order["destitute"]


def test_coverage_rules_in_their_order() -> None:
    when = {row["rule_id"]: row for row in rows(KAIJIANG, "person_rule")}
    found = [
        (row["rule_id"], when[row["rule_id"]]["phase"], when[row["rule_id"]]["continuing"], row["base"],
         row["start_on"], row["add_days"])
        for row in rows(KAIJIANG, "coverage_start")
    ]  # fmt: skip
    assert found == [
        ("KJ-10", None, None, "birth", None, 0),
        ("KJ-10-later", None, None, "payment", None, 30),
        ("KJ-07", "in_window", True, "date", dt.date(2020, 1, 1), 0),
        ("KJ-08", "in_window", False, "date", dt.date(2020, 2, 1), 0),
        ("KJ-09", "late", None, "payment", None, 30),
    ]
    assert [when[rule_id]["sort_order"] for rule_id, *_ in found] == [1, 2, 3, 4, 5]
    starts = [(row["base"], row["add_months"], row["month_start"]) for row in rows(DONGAN, "coverage_start")]
    assert starts == [("payment", 1, True)]


def test_blank_targets_are_null_and_no_zero() -> None:
    blank = [row["unit_id"] for row in rows(HEFEI, "target") if row["persons"] is None and row["measure"] == "target"]
    assert blank == ["hf-changfeng", "hf-feidong", "hf-feixi", "hf-chaohu", "hf-lujiang"]
    assert all(row["persons"] != 0 for code in PACKS for row in rows(code, "target"))


def test_the_version_follows_the_content_and_not_the_layout(tmp_path: Path) -> None:
    good = text_of(DONGAN)
    version = load_pack(POLICIES / DONGAN).version
    assert re.fullmatch(r"[0-9a-f]{64}", version)
    commented = load_pack(write(tmp_path, DONGAN, "# a word\n" + good.replace("[2019, 2020]", "[2019,   2020]")))
    assert commented.version == version
    other = load_pack(write(tmp_path, DONGAN, changed(good, "after: 2019-10-01", "after: 2019-10-02")))
    assert other.version != version
    assert compile_pack(other)["policy.campaign"][0]["pack_version"] == other.version


@pytest.mark.parametrize(
    ("sections", "expected"),
    [
        ({}, ("accepted", "undefined")),
        ({"outside_own_window": entry(OutsideOwnWindow, effect="refused")}, ("refused", "undefined")),
        ({"recognised_after_window": entry(RecognisedAfterWindow, effect="ordinary")}, ("accepted", "ordinary")),
    ],
)
def test_what_a_pack_leaves_out_has_its_default(sections: dict[str, Any], expected: tuple[str, str]) -> None:
    row = compile_pack(load_pack(POLICIES / HEYUAN).model_copy(update=sections))["policy.campaign"][0]
    assert (row["outside_own_window"], row["recognised_after_window"]) == expected


def test_fiscal_shares_by_level() -> None:
    shares = {code: [(row["level_label"], row["fen"], row["is_minimum"]) for row in rows(code, "fiscal_share")]
              for code in PACKS}  # fmt: skip
    assert shares == {
        HEYUAN: [], KAIJIANG: [], DONGAN: [],
        HEFEI: [("各级财政", 55_000, False)], ZHAOQING: [("各级财政", 55_000, True)],
    }  # fmt: skip
    stated = compile_pack(load_pack(MADE_UP / "madeupa-2032"))["policy.fiscal_share"]
    assert [(row["level_no"], row["level_label"], row["fen"], row["is_minimum"]) for row in stated] == [
        (1, "省财政", 40_000, True), (2, "县财政", 27_000, True),
    ]  # fmt: skip


def test_each_cash_limit_is_a_row_with_or_without_an_amount() -> None:
    kaijiang = compile_pack(load_pack(POLICIES / "kaijiang-2020"))["policy.cash_limit"]
    assert [(row["rule_id"], row["amount_fen"], row["days"]) for row in kaijiang] == [("KJ-13", 2_000_000, 5)]
    dongan = compile_pack(load_pack(POLICIES / "dongan-2020"))["policy.cash_limit"]
    assert [(row["rule_id"], row["amount_fen"], row["days"]) for row in dongan] == [("DA-18", None, 3)]
    (hefei,) = compile_pack(load_pack(POLICIES / "hefei-2020"))["policy.cash_limit"]
    assert (hefei["amount_fen"], hefei["days"], hefei["deposit_on"]) == (None, None, dt.date(2020, 10, 30))
    assert hefei["channels"] == ["高校代收", "学校代收", "大学代收"]
    assert kaijiang[0]["channels"] == [] and kaijiang[0]["deposit_on"] is None
