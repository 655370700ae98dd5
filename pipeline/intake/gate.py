"""Gate pending deliveries: what the gate must know of each, and the suite that runs while files are read."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NamedTuple

import pyarrow as pa

from pipeline.intake import returned_workbook
from pipeline.landing.delivery import Delivery
from pipeline.policy import registry
from pipeline.runtime.content_store import content_key
from pipeline.runtime.fork import forked
from pipeline.runtime.settings import Settings
from transforms.intake.base.reasons import ReadRefused
from transforms.intake.gate.batches import Delivered, StartedWork, StartWork, Verdicts, judge_deliveries, without_wait
from transforms.intake.gate.gate import gate_table, refused_result
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.reader import Reader
from transforms.intake.values.context import Awaited, Context, GateResult, OnRead, Validate
from transforms.policy import Pack, Source, claimable_amounts_fen, plausible_amounts_fen

_PAST_YEARS = 60  # a history covers a working life at most


class Terms(NamedTuple):
    """A delivery's expectations: the source it is expected from, the layout to read it with, and its context."""

    source: Source
    layout: Layout
    context: Context


class Suite(NamedTuple):
    """Great Expectations, being imported in a thread: `validate` waits until it is ready.

    `start` waits, too, then runs work in a copy of the process. `is_ready`: whether the import has finished.
    """

    validate: Validate
    start: StartWork
    is_ready: Callable[[], bool]


@contextmanager
def suite_in_preparation(validate: Validate, pending: Sequence[Delivery]) -> Iterator[Suite]:
    """Import Great Expectations in a thread; yield at once a `Suite`, whose checks wait for the end of the import.

    A `Suite` has three functions: `validate` checks tables, `start` runs checks in a copy of the process, `is_ready`
    returns whether the import has finished. Meanwhile the first file can be read. `validate`: the function that checks
    tables; `pending`: the deliveries to gate. If there are none, nothing is imported. An error of the import is raised
    by `Suite.validate`.
    """
    with ThreadPoolExecutor(1) as thread:
        preparation = thread.submit(validate, pending[0].kind, [], {}) if pending else None

        def wait() -> None:
            if preparation is not None:
                preparation.result()

        def validate_when_ready(kind: str, tables: Sequence[pa.Table], limits: Mapping[str, Any]) -> Verdicts:
            wait()
            return validate(kind, tables, limits)

        def start(work: Callable[[], Verdicts]) -> StartedWork:
            wait()  # a copy of this process has no such thread
            return forked(work)

        yield Suite(validate_when_ready, start, lambda: preparation is None or preparation.done())


def without_suite(kind: str, tables: Sequence[pa.Table], limits: Mapping[str, Any]) -> Sequence[Sequence[str]]:
    """Return an empty list of failed expectations for each of the tables, without checking anything.

    Passed as `validate` to `gate_pending` where the verdict of Great Expectations does not matter. `kind` and `limits`
    are ignored.
    """
    return [()] * len(tables)


def gate_pending(
    settings: Settings, pack: Pack, reader: Reader, pending: Iterable[Delivery], validate: Validate
) -> Iterator[GateResult]:
    """Read and judge deliveries; yield a result of each, in their order: decision, reasons, clean and quarantined rows.

    Writes nothing to the database. `pending`: the deliveries as the ledger has them; their files are in the content
    store. `reader`: opens the files in a guarded process; `validate`: runs the suite of Great Expectations on the
    parsed rows. A returned feedback workbook is first merged with the rows of the delivery that it corrects. A file
    that cannot be read gives a result with its reasons and no rows. Raises LayoutError if the layout of a source is
    invalid.
    """
    return (awaited.final() for awaited in judge_pending(settings, pack, reader, pending, validate))


def judge_pending(
    settings: Settings,
    pack: Pack,
    reader: Reader,
    pending: Iterable[Delivery],
    validate: Validate,
    start: StartWork | None = None,
    on_read: OnRead | None = None,
) -> Iterator[Awaited]:
    """Read and judge deliveries as `gate_pending` does; Great Expectations may still be checking a yielded result.

    An `Awaited` has `likely`, the result if these checks find nothing critical, and `final()`, which waits for the
    checks and returns the gate's result; the order is that of `pending`. `validate`: runs the checks. `start` runs the
    checks of a large delivery in another process, while the caller loads it; without `start`, no result waits.
    `on_read` is called with each table that was read, before it is judged, but not for returned workbooks.
    """
    place = returned_workbook.Place(settings, pack, registry.layouts(settings), reader)
    by_form = itertools.groupby(pending, key=lambda delivery: returned_workbook.is_returned(place, delivery))
    for is_returned, deliveries in by_form:
        if not is_returned:
            yield from judge_deliveries(reader, gate_inputs(settings, pack, deliveries), validate, start, on_read)
            continue
        for delivery in deliveries:
            terms = gate_terms(settings, pack)(delivery)
            try:
                raw = returned_workbook.read(place, delivery)
            except ReadRefused as refused:
                yield without_wait(refused_result(terms.source.kind, refused))
            else:
                yield without_wait(gate_table(raw, terms.source, terms.layout, terms.context, validate))


def gate_inputs(settings: Settings, pack: Pack, pending: Iterable[Delivery]) -> Iterator[Delivered]:
    """Yield for each delivery, in their order, the inputs of the gate: a local file, and its terms.

    `pending`: the deliveries as the ledger has them. A `Delivered` has `path`, `source`, `layout` and `context`
    (`gate_terms`). The path may be a temporary copy: it is valid until the next delivery is asked for. Opens no
    delivered file. Raises LayoutError if the layout of a source is invalid.
    """
    terms_of = gate_terms(settings, pack)
    for delivery in pending:
        terms = terms_of(delivery)
        with settings.landing.local_copy(content_key(delivery.sha256)) as path:
            yield Delivered(path, *terms)


def gate_terms(settings: Settings, pack: Pack) -> Callable[[Delivery], Terms]:
    """Return a function from a delivery, as the ledger has it, to what it is judged by. Needs no delivered file.

    `Terms` have `source` (of the pack), `layout` and `context`: what the pack and the delivery state for judging rows
    (units, categories, plan years, days, list mode, plausible amounts). The function raises LayoutError if the layout
    of the delivery's source is invalid.
    """
    layouts, divisions = registry.layouts(settings), registry.divisions(settings)
    of_campaign = Context(
        pack_code=pack.pack_code,
        plan_years=frozenset(),
        units=pack.unit_names(),
        unit_area=_names_above(pack),
        higher_places=divisions.names_above(pack.units.root.gb_code or ""),
        unit_codes={unit.gb_code: unit.unit_id for unit in pack.units.all() if unit.gb_code},
        region=pack.employee_insurance.region or "",
        divisions=divisions,
        category_labels={category.label_zh: category.category for category in pack.categories},
        late_reasons=pack.late_reason_words,
        proof_reasons=pack.proof_reasons,
        payer_words={word: payer.payer for payer in pack.payers for word in (payer.payer, payer.label_zh)},
        known_area_codes=registry.area_codes(settings),
        plausible_amounts_fen=plausible_amounts_fen(pack),
        known_layouts=tuple(layout for layout in layouts.values() if not layout.draft),
        as_of=dt.date.min,
        cut_off_on=dt.date.min,
        list_mode="",
    )
    # a claim or a transfer is not the amount of a person's due
    amounts = {
        "fund_claim": claimable_amounts_fen(pack),
        "fund_transfer": frozenset[int](),
        "due_acknowledgement": frozenset[int](),
    }

    def terms_of(delivery: Delivery) -> Terms:
        source = pack.source(delivery.source)
        context = replace(
            of_campaign,
            as_of=delivery.delivered_on,
            cut_off_on=delivery.cut_off_on,
            list_mode=delivery.list_mode,
            plan_years=_plan_years(pack, source.kind),
            plausible_amounts_fen=amounts.get(source.kind, of_campaign.plausible_amounts_fen),
            file_name=delivery.file_name,
            alternatives=registry.alternatives(layouts, pack, delivery.source),
        )
        return Terms(source, layouts[source.layout], context)

    return terms_of


def _plan_years(pack: Pack, kind: str) -> frozenset[int]:
    """Return the plan years that a row may have: past years in a history, else payable years and missed ones."""
    if kind == "history":
        return frozenset(range(pack.campaign.plan_year - _PAST_YEARS, pack.campaign.plan_year))
    return frozenset((*pack.campaign.payable_plan_years, *pack.repair_years))


def _names_above(pack: Pack) -> tuple[str, ...]:
    """Return names that senders write before a unit's name, longest first: a long name may begin with a short one."""
    root = pack.units.root
    names = {root.name, *root.aliases, pack.campaign.place_name}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))
