"""The statements of an assessment, in order, and the functions that run them in the caller's transaction.

First the facts of changed persons are read into `core.trait`. Then the rules judge one representative of each situation
(persons that are equal for the rules), for the changed persons or for everybody. Results are compared with `core.dues`
and written where they differ; the ledger gets the differences.
"""

from __future__ import annotations

import datetime as dt
from typing import TypedDict

from sqlalchemy import Connection

from pipeline.runtime import planner
from warehouse import statements

# From this many persons on, joins need more memory than the server's ordinary setting, or they go through the disk.
BULK_PERSONS, BULK_WORK_MEM = 200_000, "256MB"
# Up to this many persons, or up to this share of the persons known, the planner counts pages as cheap in any order,
# because the warehouse is in the cache. It then looks facts and results up by key, for up to a twenty-fifth of the
# population. With its ordinary settings (1, in random order 4) it reads whole tables for a hundredth, and the day grows
# with the population. Cheap in random order alone: it reads whole tables through their indexes.
FEW_PERSONS, PART_SHARE, PART_PAGE_COST = 20_000, 0.5, 0.1
# Searching all orders of a dozen joins takes longer than the joins of few persons. The statements name their tables in
# a good order.
PART_COLLAPSE = 5
# Rows that ANALYZE looks at, in units of 300. The work tables of a day are uniform: a tenth of the usual sample
# estimates them as well, and thirty samples are no longer a third of the day.
PART_STATISTICS = 10
# Statements that join work tables by person, year and day. The planner multiplies the shares of the three columns and
# expects a single row where there are thousands. For each of these it then reads a whole work table (which has no
# index): with 289,000 persons `settled` took over twenty minutes. So many persons are joined by hash or in order.
WITHOUT_LOOPS = frozenset(
    f"assess/judge/{name}"
    for name in ("day", "fit", "price", "claim", "decision", "settled", "lapse", "lapse_settled", "gain", "outcome")
)
# A work table of this size (with its deleted rows) is truncated.
LARGE_BYTES = 2_000_000
# Pairs of a statement and the work table that it fills, in order.
Steps = tuple[tuple[str, str | None], ...]

READ_STATEMENTS = (
    *("assess/read/changed", "assess/read/linked", "assess/read/changed_key", "assess/read/linked_gone"),
    *("assess/read/list_fact", "assess/read/payment"),
    *("assess/read/trait", "assess/read/trait_changed", "assess/read/trait_new"),
)
ASSESS_STATEMENTS: Steps = (
    ("assess/judge/membership", "staging.assess_membership"),
    ("assess/judge/interval", "staging.assess_interval"),
    ("assess/judge/unmet", "staging.assess_unmet"),
    ("assess/judge/job", "staging.assess_job"),
    ("assess/judge/person_situation", "staging.assess_person_situation"),
    ("assess/represent/representative", "staging.assess_representative"),
    ("assess/represent/representative_trait", "staging.assess_trait"),
    ("assess/represent/representative_interval", "staging.assess_representative_interval"),
    ("assess/represent/representative_unmet", "staging.assess_representative_unmet"),
    ("assess/represent/representative_payer", "staging.assess_payer"),
    ("assess/judge/receipt", "staging.assess_receipt"),
    ("assess/judge/day", "staging.assess_day"),
    ("assess/judge/fit", "staging.assess_fit"),
    ("assess/judge/price", "staging.assess_price"),
    ("assess/judge/claim", "staging.assess_claim"),
    ("assess/judge/decision", "staging.assess_decision"),
    ("assess/judge/settled", "staging.assess_settled"),
    ("assess/judge/benefit", "staging.assess_benefit"),
    ("assess/judge/lapse", "staging.assess_lapse"),
    ("assess/judge/lapse_settled", None),
    ("assess/judge/gain", "staging.assess_gain"),
    ("assess/judge/outcome", "staging.assess_outcome"),
    ("assess/judge/difference", "staging.assess_difference"),
    ("assess/explain/explain_day", "staging.assess_explained"),
    ("assess/explain/situation", None),
    ("assess/explain/explain_gone", None),
    ("assess/explain/situation_gone", None),
    ("assess/explain/explain_category", None),
    ("assess/explain/explain_amount", None),
    ("assess/explain/explain_course", None),
    ("assess/write/coverage_change", None),
    ("assess/write/changed_due", None),
    ("assess/write/dues_gone", None),
    ("assess/write/dues_changed", None),
    ("assess/write/dues", None),
)
FIRST_WRITE = "assess/write/coverage_change"
POST_STATEMENTS: Steps = (
    ("post/person", "staging.post_person"),
    ("post/payer", "staging.assess_payer"),
    ("assess/judge/receipt", "staging.assess_receipt"),
    ("post/line", "staging.post_line"),
    ("post/event", None),
    ("post/event_total", None),
    ("post/coverage_line", "staging.post_coverage"),
    ("post/coverage_event", None),
    ("post/coverage_total", None),
)


class ReadParams(TypedDict):
    """Parameters of the statements that read facts: which deliveries are known, and the day of the assessment."""

    campaign_id: int
    committed_no: int
    business_date: dt.date


class AssessParams(ReadParams):
    """Parameters of the statements of an assessment; `everyone`: all persons are judged, not only the changed."""

    assess_no: int
    everyone: bool


def statements_before_writing() -> Steps:
    """Return the steps of an assessment up to its first write to `core.dues`, in the order in which they run.

    A step is a pair: name of a statement (path below `sql/` without `.sql`, for example `assess/judge/claim`), and the
    work table that it fills, or None. After these steps the work tables hold the new results and `core.dues` still the
    old ones, so that they can be compared. Runs nothing.
    """
    return ASSESS_STATEMENTS[: [name for name, _ in ASSESS_STATEMENTS].index(FIRST_WRITE)]


def read_facts(conn: Connection, params: ReadParams, everyone: bool = False) -> int:
    """Replace the facts (`core.trait`) of the persons to be assessed by newly read facts; return the number of persons.

    First empties the work tables of the assessment. `params`: id of the campaign, number of the last commit that
    counts, business date. The persons are those queued by commits up to that number; with `everyone`, all persons of
    the campaign. Judges nothing.
    """
    campaign = params["campaign_id"]
    clear_work_tables(conn)
    planner.ensure(conn, campaign)
    if everyone:
        persons = statements.run(conn, "assess/read/changed_all", campaign_id=campaign).rowcount
    else:
        persons = statements.run(conn, "assess/read/changed", **params).rowcount
    _tune(conn, campaign, persons)
    planner.refresh_work_tables(conn, persons, persons, "staging.assess_changed")
    if persons:
        statements.run(conn, "assess/read/linked", campaign_id=campaign)
        statements.run(conn, "assess/read/changed_key", campaign_id=campaign)
        planner.refresh_work_tables(conn, persons, persons, "staging.assess_linked", "staging.assess_changed_key")
        statements.run(conn, "assess/read/linked_gone", campaign_id=campaign)
        statements.run(conn, "assess/read/list_fact", campaign_id=campaign)
        statements.run(conn, "assess/read/payment", campaign_id=campaign)
        planner.refresh_work_tables(conn, persons, persons, "staging.assess_list_fact", "staging.assess_payment")
        statements.run(conn, "assess/read/trait", **params)
        planner.refresh_work_tables(conn, persons, persons, "staging.assess_person_trait")
        statements.run(conn, "assess/read/trait_changed", campaign_id=campaign)
        statements.run(conn, "assess/read/trait_new", campaign_id=campaign)
        planner.refresh(conn, "core.trait", persons, share=PART_SHARE)
    return persons


def clear_work_tables(conn: Connection, is_bulk: bool = False) -> None:
    """Empty the work tables (`staging.assess_…`) of all assessments; results and facts stay. Does not commit.

    Large tables are emptied by TRUNCATE, small ones by DELETE, which creates no new files. `is_bulk`: all tables are
    emptied by TRUNCATE.
    """
    commands = statements.run(conn, "assess/write/clear", large_bytes=LARGE_BYTES, is_bulk=is_bulk).scalars().all()
    statements.script(conn, "; ".join(commands))


def prepare_everybody(conn: Connection, params: ReadParams) -> int:
    """Prepare the judging of all persons of the campaign; return their number. Judges nothing and reads no facts.

    Call it after `read_facts`, in the same transaction. Fills the work table of links between persons, and sets the
    planner for so many persons. `params`: id of the campaign, number of the last commit that counts, business date;
    only the campaign has an effect here.
    """
    statements.run(conn, "assess/read/linked_all", campaign_id=params["campaign_id"])
    statements.script(conn, "ANALYZE staging.assess_linked")
    persons = int(statements.run(conn, "assess/read/everybody", campaign_id=params["campaign_id"]).scalar_one())
    _tune(conn, params["campaign_id"], persons)
    return persons


def run_steps(conn: Connection, params: AssessParams, steps: Steps, persons: int) -> dict[str, int]:
    """Run steps of an assessment in the given order; return statement name -> number of rows that the statement wrote.

    `params`: parameters of every statement: campaign_id, committed_no (last delivery that counts), business_date,
    assess_no (number of the assessment) and everyone (all persons are judged). `steps`: pairs of a statement's name
    (path below `sql/` without `.sql`) and the work table that it fills, or None. A filled work table is analysed
    (ANALYZE) unless it is small. `persons`: number of persons that are judged; with many persons no table counts as
    small. Runs in the caller's transaction, without a commit.
    """
    written = {}
    for name, work_table in steps:
        without_loops = persons > FEW_PERSONS and name in WITHOUT_LOOPS
        if without_loops:
            statements.script(conn, "SET LOCAL enable_nestloop TO off")
        written[name] = statements.run(conn, name, **params).rowcount
        if without_loops:
            statements.script(conn, "SET LOCAL enable_nestloop TO DEFAULT")
        if work_table:
            planner.refresh_work_tables(conn, written[name], persons, work_table)
    return written


def _tune(conn: Connection, campaign: int, persons: int) -> None:
    """Set the planner's costs, samples and memory for a part of the population, or for nearly everybody.

    The settings hold until the transaction ends.
    """
    is_part = persons <= FEW_PERSONS or persons < PART_SHARE * _known_persons(conn, campaign)
    settings = {
        "seq_page_cost": PART_PAGE_COST if is_part else "DEFAULT",
        "random_page_cost": PART_PAGE_COST if is_part else "DEFAULT",
        "join_collapse_limit": PART_COLLAPSE if is_part else "DEFAULT",
        "from_collapse_limit": PART_COLLAPSE if is_part else "DEFAULT",
        "default_statistics_target": PART_STATISTICS if is_part else "DEFAULT",
        "work_mem": f"'{BULK_WORK_MEM}'" if persons >= BULK_PERSONS else "DEFAULT",
    }
    statements.script(conn, "; ".join(f"SET LOCAL {name} TO {value}" for name, value in settings.items()))


def _known_persons(conn: Connection, campaign: int) -> int:
    """Return the planner's estimate of the campaign's persons with facts; 0 if its statistics do not contain any."""
    return int(statements.run(conn, "assess/read/known_persons", campaign_id=campaign).scalar_one())
