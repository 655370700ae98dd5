"""The first peer settles: days that may decide, their dues, the first that holds, the result of each person."""

from __future__ import annotations

import pandas as pd

from tests.bench.peers.memberships import NEVER

DAY = ["number", "kind", "receipt_order", "count_on"]


def receipts(receipt: pd.DataFrame, campaign: pd.Series) -> pd.DataFrame:
    """Receipts of the plan year in the order in which money counts, with the money so far (money_fen)."""
    chosen = receipt[
        (receipt["plan_year"] == campaign["plan_year"]) & (receipt["received_on"] <= campaign["business_date"])
    ].sort_values(["number", "received_on", "receipt_no"])
    basis = chosen["received_on" if campaign["basis"] == "received" else "collected_on"]
    persons = chosen.groupby("number")
    return chosen[["number", "unit", "amount_fen"]].assign(
        receipt_order=persons.cumcount() + 1,
        money_fen=persons["amount_fen"].cumsum(),
        count_on=chosen["received_on"].clip(lower=campaign["starts_on"]),
        identity_on=basis.clip(lower=campaign["starts_on"]),
    )


def special(applies: pd.DataFrame) -> pd.DataFrame:
    """Persons with a membership; first_on and last_on of recognitions that are not only tracked."""
    claiming = applies[applies["kind"] != "none"]
    found = claiming.groupby("number").agg(first_on=("from_on", "min"), last_on=("from_on", "max"))
    return found.reindex(applies["number"].unique()).rename_axis("number").reset_index()


def deciding_days(
    money: pd.DataFrame, applies: pd.DataFrame, persons: pd.DataFrame, campaign: pd.Series
) -> pd.DataFrame:
    """Days that may decide. kind 1: a receipt; 2: something changes; 3: the last day of persons who never settle."""
    starts_on, ends_on = campaign["starts_on"], campaign["ends_on"]
    ended = applies.loc[applies["to_on"].between(starts_on, ends_on), ["number", "to_on"]]
    late = (money["count_on"] > ends_on) & (money["count_on"] != money["identity_on"])
    paid = money.loc[late | money["number"].isin(persons["number"]), ["number", "count_on"]]
    turns = pd.concat(
        [
            persons[["number"]].assign(count_on=starts_on),
            applies[["number"]].assign(count_on=applies["from_on"].clip(lower=starts_on)),
            ended.rename(columns={"to_on": "count_on"}),
            paid,
        ]
    ).drop_duplicates()
    turns = turns[turns["count_on"] <= campaign["business_date"]].sort_values("count_on")
    by_day = money.loc[money["number"].isin(turns["number"]), ["number", "count_on", "money_fen"]]
    turns = pd.merge_asof(
        turns,
        by_day.groupby(["number", "count_on"], as_index=False)["money_fen"].max().sort_values("count_on"),
        on="count_on",
        by="number",
    )
    turns = turns.assign(kind=2, receipt_order=0, identity_on=turns["count_on"])
    last = money.groupby("number", as_index=False)["identity_on"].max().merge(persons, on="number")
    last["count_on"] = last[["identity_on", "last_on"]].max(axis=1).clip(lower=min(campaign["business_date"], ends_on))
    last = last.assign(kind=3, receipt_order=0, money_fen=0, identity_on=last["count_on"])
    columns = [*DAY, "identity_on", "money_fen"]
    days = pd.concat([money.assign(kind=1)[columns], turns[columns], last[columns]], ignore_index=True)
    return days.assign(money_fen=days["money_fen"].fillna(0).astype("int64"))


def dues(
    days: pd.DataFrame, applies: pd.DataFrame, persons: pd.DataFrame, price: pd.DataFrame, campaign: pd.Series
) -> pd.DataFrame:
    """Add to each day its price, category and subsidy: a full one, else an undefined one (NaN), else the largest."""
    prices = dict(zip(price["is_late"], price["price_fen"].astype("Float64"), strict=True))
    days = days.assign(price_fen=(days["identity_on"] > campaign["ends_on"]).map(prices).astype("Float64"))
    pairs = days.loc[days["number"].isin(persons["number"]), ["number", "identity_on", "price_fen"]].reset_index(
        names="day_id"
    )
    pairs = pairs.merge(applies, on="number")
    pairs = pairs[
        (pairs["from_on"] <= pairs["identity_on"]) & (pairs["to_on"].isna() | (pairs["identity_on"] < pairs["to_on"]))
    ]
    excluded = pairs.reset_index(names="pair_id").merge(
        pairs[["day_id", "category"]], left_on=["day_id", "unless_category"], right_on=["day_id", "category"]
    )
    pairs = pairs[~pairs.index.isin(excluded["pair_id"]) & (pairs["kind"] != "none")]
    rank = pairs["kind"].map({"full": 0, "undefined": 1}).fillna(2)
    pairs = pairs.assign(rank=rank).sort_values(
        ["day_id", "rank", "amount_fen", "tie_order", "category"], ascending=[True, True, False, True, True]
    )
    decided = pairs.drop_duplicates("day_id").set_index("day_id")
    amount = decided["amount_fen"].astype("Float64")
    capped = amount.where(amount < decided["price_fen"], decided["price_fen"])
    subsidy = capped.where(decided["kind"] == "amount", decided["price_fen"]).where(decided["kind"] != "undefined")
    days["category"] = decided["category"].reindex(days.index).fillna("ordinary")
    days["subsidy_fen"] = subsidy.reindex(days.index).where(days.index.isin(decided.index), 0)
    paying_first = persons.loc[persons["first_on"] > campaign["pay_first_after"], "number"]
    return days.assign(pays_first=days["number"].isin(paying_first))


def settled(owed: pd.DataFrame, death: pd.DataFrame, employee: pd.DataFrame, campaign: pd.Series) -> pd.DataFrame:
    """The first day of each person on which the money covers the due; is_free: nothing is due."""
    subsidy = owed["subsidy_fen"].where(~owed["pays_first"], 0)
    holds = (owed["money_fen"] >= owed["price_fen"] - subsidy).fillna(False) & owed["subsidy_fen"].notna()
    died_on = owed["number"].map(death.set_index("number")["died_on"])
    holds &= (owed["kind"] < 3) & (died_on.isna() | (owed["count_on"] <= died_on))
    days = owed.assign(is_free=(owed["price_fen"] == subsidy).fillna(False))[holds]
    days = days.drop(index=_insured(days, employee, campaign))
    return days.sort_values(["number", "count_on", "kind", "receipt_order"]).drop_duplicates("number")


def _insured(days: pd.DataFrame, employee: pd.DataFrame, campaign: pd.Series) -> pd.Index:
    """Index of the rows whose person is insured by a job on the test day."""
    tested = days.loc[days["number"].isin(employee["number"]), ["number", "identity_on"]].reset_index(names="row_id")
    tested["test_on"] = tested["identity_on"].clip(lower=campaign["ends_on"])
    both = tested.merge(employee, on="number")
    both = both[(both["insured_from"] <= both["test_on"]) & (both["insured_to"].fillna(NEVER) >= both["test_on"])]
    return pd.Index(both["row_id"].unique())


def lapsed(
    first: pd.DataFrame, death: pd.DataFrame, roll: pd.DataFrame, coverage: pd.DataFrame, campaign: pd.Series
) -> pd.Series:
    """Numbers of persons who owe nothing and die before coverage begins (no such day: before the plan year)."""
    dead = first[first["is_free"]].merge(death[death["known_on"].notna()], on="number")
    dead["birth_on"] = pd.to_datetime(dead["number"].str[6:14], format="%Y%m%d").astype("datetime64[s]")
    continuing = dead["number"].isin(roll.loc[roll["is_continuing"], "number"])
    begin = pd.Series(pd.Timestamp(campaign["plan_year"], 1, 1).as_unit("s"), index=dead.index)
    undecided = pd.Series(True, index=dead.index)
    for rule in coverage.sort_values("rule_order").itertuples():
        fits = undecided.copy()
        if pd.notna(rule.phase):
            fits &= (dead["identity_on"] <= campaign["ends_on"]) == (rule.phase == "in_window")
        if pd.notna(rule.continuing):
            fits &= continuing == rule.continuing
        if pd.notna(rule.born_in_plan_year):
            fits &= (dead["birth_on"].dt.year == campaign["plan_year"]) == rule.born_in_plan_year
        if pd.notna(rule.paid_within_days_of_birth):
            fits &= (dead["identity_on"] - dead["birth_on"]).dt.days <= rule.paid_within_days_of_birth
        undecided &= ~fits
        start = {
            "birth": dead["birth_on"],
            "days_after_payment": dead["identity_on"] + pd.Timedelta(days=int(rule.wait_days or 0)),
            "next_month": dead["identity_on"].dt.to_period("M").dt.to_timestamp() + pd.DateOffset(months=1),
        }.get(rule.start_kind, pd.Series(rule.start_on, index=dead.index))
        begin = start.astype("datetime64[s]").where(fits & pd.notna(start), begin)
    return dead.loc[dead["died_on"] < begin, "number"]


def gains(
    owed: pd.DataFrame, first: pd.DataFrame, applies: pd.DataFrame, death: pd.DataFrame, campaign: pd.Series
) -> pd.Series:
    """The largest subsidy that a person gains after the payment, by number."""
    days = owed[owed["kind"] == 2].merge(
        applies[["number", "from_on"]].drop_duplicates(),
        left_on=["number", "identity_on"],
        right_on=["number", "from_on"],
    )
    days = days.merge(
        first[["number", "identity_on", "subsidy_fen", "pays_first"]], on="number", suffixes=("", "_first")
    )
    until = days["number"].map(death.set_index("number")["died_on"]).fillna(campaign["ends_on"])
    until = until.clip(upper=min(campaign["ends_on"], campaign["business_date"]))
    gained = (
        ~days["pays_first_first"] & (days["identity_on"] > days["identity_on_first"]) & (days["identity_on"] <= until)
    )
    gained &= (days["subsidy_fen"] > days["subsidy_fen_first"]).fillna(False)
    return days[gained & (campaign["gained"] == "refundable")].groupby("number")["subsidy_fen"].max()


def persons_of(
    money: pd.DataFrame,
    first: pd.DataFrame,
    owed: pd.DataFrame,
    death: pd.DataFrame,
    employee: pd.DataFrame,
    campaign: pd.Series,
) -> pd.DataFrame:
    """Each person who settled or paid, with the receipts' unit, category, subsidy and received money; is_settled."""
    paid = money.groupby("number").agg(
        unit=("unit", "first"), identity_on=("identity_on", "last"), received_fen=("amount_fen", "sum")
    )
    persons = paid.join(first.set_index("number")[["category", "subsidy_fen"]], how="outer")
    persons = persons.rename_axis("number").reset_index()
    persons["is_settled"] = persons["number"].isin(first["number"])
    last = owed[owed["kind"] == 3].set_index("number")["category"]
    waiting = persons[~persons["is_settled"]]
    category = waiting["number"].map(last).fillna("ordinary")
    insured = waiting.index.isin(_insured(waiting, employee, campaign))
    persons.loc[waiting.index, "category"] = category.mask(
        waiting["number"].isin(death["number"]) | insured, "ordinary"
    )
    return persons


def with_units(persons: pd.DataFrame, listed: pd.DataFrame, roll: pd.DataFrame) -> pd.DataFrame:
    """Fill blank units: that of the earliest added row, else the roll's."""
    units = listed[(listed["op"] == "add") & listed["unit"].notna()]
    units = (
        units.sort_values(["effective_on", "category", "unit"]).drop_duplicates("number").set_index("number")["unit"]
    )
    blank = persons["unit"].isna()
    persons.loc[blank, "unit"] = persons.loc[blank, "number"].map(units)
    blank = persons["unit"].isna()
    persons.loc[blank, "unit"] = persons.loc[blank, "number"].map(roll.set_index("number")["unit"]).fillna("")
    return persons
