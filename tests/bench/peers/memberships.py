"""The first peer computes who is in which category, and what each membership gives: merges of frames of pandas."""

from __future__ import annotations

import pandas as pd

NEVER = pd.Timestamp("2200-01-01").as_unit("s")
KEY = ["number", "category"]


def employee_insurance(employee: pd.DataFrame, campaign: pd.Series) -> pd.DataFrame:
    """Insurance of the region, without overruled rows. Columns number, insured_from, insured_to."""
    counted = (
        employee
        if pd.isna(campaign["employee_region"])
        else (employee[employee["region"] == campaign["employee_region"]])
    )
    both = counted.reset_index().merge(employee, on="number", suffixes=("", "_later"))
    overruled = both[
        (both["cut_off_on_later"] > both["cut_off_on"])
        & ((both["region_later"] == both["region"]) | (both["insured_from_later"] == both["insured_from"]))
        & (both["insured_from_later"] <= both["insured_to"].fillna(NEVER))
        & (both["insured_from"] <= both["insured_to_later"].fillna(NEVER))
    ]
    return counted.drop(index=overruled["index"])[["number", "insured_from", "insured_to"]]


def deaths(listed: pd.DataFrame, business_date: pd.Timestamp) -> pd.DataFrame:
    """Columns number, died_on, known_on (NaT: not known by the business date)."""
    rows = listed[listed["op"] == "death"]
    known_on = rows[["effective_on", "cut_off_on"]].max(axis=1)
    rows = rows.assign(known_on=known_on.where(known_on <= business_date))
    return rows.groupby("number", as_index=False).agg(died_on=("effective_on", "min"), known_on=("known_on", "min"))


def memberships(listed: pd.DataFrame, roll: pd.DataFrame) -> pd.DataFrame:
    """Intervals of each person and category, with grade, is_local and the age on the first list (age_years)."""
    added = listed[listed["op"] == "add"].reset_index(names="row_id")
    stays = added.merge(_ends(added, listed), how="left", on="row_id")
    stays = stays[stays["to_on"].isna() | (stays["to_on"] != stays["effective_on"])]
    stays = stays.sort_values(
        [*KEY, "effective_on", "cut_off_on", "is_local", "grade"],
        key=lambda column: ~column.fillna(False) if column.name == "is_local" else column,
    )
    covered = stays.assign(to_on=stays["to_on"].fillna(NEVER)).groupby(KEY)["to_on"]
    covered_to = covered.cummax().groupby([stays["number"], stays["category"]]).shift()
    stays["island_no"] = (covered_to.isna() | (stays["effective_on"] >= covered_to)).cumsum()
    first = stays.drop_duplicates("island_no").set_index("island_no")
    found = first[["number", "category", "grade", "is_local"]].assign(from_on=first["effective_on"])
    last = stays.assign(to_on=stays["to_on"].fillna(NEVER)).groupby("island_no")["to_on"].max()
    found["to_on"] = last.where(last != NEVER)
    named = added.groupby(KEY, as_index=False).agg(named_on=("cut_off_on", "min"))
    hukou = roll.loc[roll["number"].isin(found["number"]), ["number", "is_local"]]
    found = found.merge(named, on=KEY).merge(hukou, how="left", on="number", suffixes=("", "_roll"))
    found["is_local"] = found["is_local"].fillna(found.pop("is_local_roll"))
    born = pd.to_datetime(found["number"].str[6:14], format="%Y%m%d")
    before = found["named_on"].dt.month * 100 + found["named_on"].dt.day < born.dt.month * 100 + born.dt.day
    found["age_years"] = found["named_on"].dt.year - born.dt.year - before.astype("int64")
    return found[found["to_on"].isna() | (found["to_on"] > found["from_on"])]


def _ends(added: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """The day on which an added row ends (row_id, to_on). An end does not count if its source corrects it later."""
    ended = listed.loc[listed["op"] == "end", [*KEY, "source", "cut_off_on", "effective_on"]]
    pairs = added[["row_id", *KEY, "source", "cut_off_on", "effective_on"]].merge(ended, on=KEY, suffixes=("_add", ""))
    pairs = pairs[
        (pairs["effective_on"] >= pairs["effective_on_add"])
        & ((pairs["source"] != pairs["source_add"]) | (pairs["cut_off_on"] >= pairs["cut_off_on_add"]))
    ].reset_index(names="end_id")
    later = pairs.merge(
        pairs[["row_id", "source", "cut_off_on", "effective_on"]], on=["row_id", "source"], suffixes=("", "_next")
    )
    later = later[later["cut_off_on_next"] > later["cut_off_on"]].reset_index(names="pair_id")
    again = later.merge(added[[*KEY, "effective_on"]], on=KEY, suffixes=("", "_again"))
    again = again[
        (again["effective_on_again"] > again["effective_on_add"])
        & (again["effective_on_again"] >= again[["effective_on", "effective_on_next"]].min(axis=1))
        & (again["effective_on_again"] < again[["effective_on", "effective_on_next"]].max(axis=1))
    ]
    corrected = later.loc[~later["pair_id"].isin(again["pair_id"]), "end_id"]
    pairs = pairs[~pairs["end_id"].isin(corrected)]
    return pairs.groupby("row_id", as_index=False).agg(to_on=("effective_on", "min"))


def claims(members: pd.DataFrame, subsidy: pd.DataFrame, ends_on: pd.Timestamp) -> pd.DataFrame:
    """Return the effects of memberships.

    Columns: number, category, from_on, to_on, kind, amount_fen, unless_category, tie_order.
    kind: full, amount, none (tracked only), or undefined: an unknown category, recognition after the window, a grade or
    hukou that a rule asks for is blank, or an age that contradicts the list.
    """
    members = members.reset_index(drop=True).reset_index(names="member_id")
    rules = members.merge(subsidy, on="category", suffixes=("", "_rule"))
    age, grade, hukou = rules["age_years"], rules["grade"], rules["is_local"]
    fits_age = (rules["min_age"].isna() | (age >= rules["min_age"])) & (
        rules["max_age"].isna() | (age <= rules["max_age"])
    )
    grade_known, hukou_known = grade.notna(), hukou.notna()
    fits_grade = (rules["min_grade"].isna() | (grade >= rules["min_grade"]).fillna(False)) & (
        rules["max_grade"].isna() | (grade <= rules["max_grade"]).fillna(False)
    )
    fits_hukou = rules["is_local_rule"].isna() | (hukou == rules["is_local_rule"]).fillna(False)
    matched = rules[fits_age & fits_grade & fits_hukou]
    meant = rules.loc[
        (rules["kind"] != "none") & (fits_grade | ~grade_known) & (fits_hukou | ~hukou_known), "member_id"
    ]
    unmatched = members[~members["member_id"].isin(matched["member_id"])]
    unmatched = unmatched[~unmatched["category"].isin(subsidy["category"]) | unmatched["member_id"].isin(meant)]
    found = pd.concat([matched, unmatched.assign(kind="undefined", tie_order=1000)], ignore_index=True)
    claiming = subsidy.groupby("category")["kind"].agg(lambda kinds: (kinds != "none").any())
    is_late = found["from_on"] > ends_on
    has_claim = found["category"].map(claiming).fillna(True).astype("bool")
    found.loc[is_late & (found["kind"] != "none"), "kind"] = "undefined"
    found = found[~(is_late & found["to_on"].notna() & has_claim)]
    columns = ["number", "category", "from_on", "to_on", "kind", "amount_fen", "unless_category", "tie_order"]
    return found[columns].reset_index(drop=True)
