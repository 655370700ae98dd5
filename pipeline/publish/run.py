"""Publish the reports that are due: once per slot and recipient, with a manifest to make the same bytes again.

Reads marts, policy and ledger as `publisher`; writes ledger.publication and the outbox, and queues the mails
(ledger.mail); `pipeline.mail.sending` sends them. A report counts as made when files and queued mails are committed.
Idempotent: a slot that was published stays unchanged, unless a correction is asked for and the figures have changed, or
a correction of the pack changed them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from pipeline.identity import keys
from pipeline.policy import registry
from pipeline.publish import approvals, inputs, policy_corrections, publications, reports
from pipeline.publish.failures import Failures, PublishFailures
from pipeline.publish.manifest import JsonObject, Publication
from pipeline.publish.publications import DuePublication
from pipeline.runtime import database
from pipeline.runtime.clock import technical_now
from pipeline.runtime.database import publisher
from pipeline.runtime.settings import Settings
from transforms.policy import Pack, Slot, all_slots, campaign_id, publications_due
from transforms.report.differences.notes import withheld
from transforms.report.recipients import shared_recipients
from warehouse import statements


class Published(NamedTuple):
    """Ids of the publications of several days: those of due slots, and the corrections of `correct_all`."""

    due: list[str]
    corrected: list[str]


def run(
    settings: Settings,
    pack_code: str,
    on: date,
    slots: Sequence[Slot] | None = None,
    *,
    correct: bool = False,
) -> list[str]:
    """Publish the slots due on the day `on`, or the given `slots`; return the ids of the publications, in order.

    A slot that was published stays as it is; with `correct`, a numbered correction follows if its figures have changed.
    If the pack was corrected since, the campaign went back to an earlier day (`campaign rewind`), or differences with
    the tax bureau are settled, corrections of the publications that this changed go first, once. Then come reports
    of earlier days, since the first assessment, that were due and not made. Neither is done with given slots. The mails
    are queued, not sent. Raises PublishFailures after all others are published, if a report fails: the pack was never
    loaded, is not assessed up to a slot's as-of date, or names an unknown report.
    """
    pack = registry.load(settings, pack_code)
    keys.check_known(settings)
    failures = Failures()
    if slots is not None:
        due = _due_publications(pack, slots, correct, failures)
        ids = _publish_all(settings, pack, due, failures)
    else:
        number = campaign_id(pack_code)
        with inputs.connect(settings) as conn:
            corrected = _changed_by_policy(conn, pack, failures)
            corrected += _taken_back(conn, pack, {publication.key for publication in corrected}, failures)
            corrected += _reconciled(conn, pack, {publication.key for publication in corrected}, failures)
            overdue = _overdue(conn, pack, on, failures)
            kept = {str(publication.publication_id) for publication in policy_corrections.newest(conn, number)}
        corrected_keys = {publication.key for publication in corrected}
        due = overdue + _due_publications(pack, publications_due(pack, on), correct, failures)
        # a publication that prints nothing of what changed stays, and is no correction
        ids = [made for made in _publish_all(settings, pack, corrected, failures) if made not in kept]
        ids += _publish_all(settings, pack, [report for report in due if report.key not in corrected_keys], failures)
        _ask_approvers(settings, pack, on, failures)
    failures.raise_if_any()
    return ids


def run_overdue(settings: Settings, pack_code: str, on: date) -> list[str]:
    """Publish the reports that were due before the day `on`, since the first assessment, and were not made.

    Returns the ids of the publications, in the order of their due days; [] if nothing is late. The mails are queued,
    not sent. Raises PublishFailures after all others are published, if a report fails.
    """
    pack = registry.load(settings, pack_code)
    keys.check_known(settings)
    failures = Failures()
    with inputs.connect(settings) as conn:
        overdue = _overdue(conn, pack, on, failures)
    ids = _publish_all(settings, pack, overdue, failures)
    _ask_approvers(settings, pack, on, failures)
    failures.raise_if_any()
    return ids


def run_days(settings: Settings, pack_code: str, days: Iterable[date], *, correct_all: bool = False) -> Published:
    """Publish the slots due on each of the days; return the ids of the publications, and those of corrections.

    A `Published` has the lists `due` and `corrected`. With `correct_all`, a correction of every publication whose
    figures have changed follows; else `corrected` is empty. Raises PublishFailures after all days and corrections are
    done, if any report failed.
    """
    failures, published = Failures(), Published([], [])
    for on in days:
        with failures.collect(f"{pack_code} {on}", only=PublishFailures):
            published.due.extend(run(settings, pack_code, on))
    if correct_all:
        with failures.collect(f"{pack_code} corrections", only=PublishFailures):
            published.corrected.extend(correct(settings, pack_code))
    failures.raise_if_any()
    return published


def correct(settings: Settings, pack_code: str) -> list[str]:
    """Publish a numbered correction of every publication whose figures have changed; return the ids of the corrections.

    The ids are UUIDs as texts, sorted; empty if nothing has changed. Earlier publications stay. Each correction states
    which data came since and which figures differ; its mails are queued. Raises PublishFailures after all others are
    published, if a report cannot be published.
    """
    pack = registry.load(settings, pack_code)
    keys.check_known(settings)
    with inputs.connect(settings) as conn:
        newest = policy_corrections.newest(conn, campaign_id(pack_code))
    failures = Failures()
    due = [again for publication in newest for again in _again(pack, publication, failures)]
    ids = _publish_all(settings, pack, due, failures)
    failures.raise_if_any()
    return sorted(set(ids) - {str(publication.publication_id) for publication in newest})


def remake(settings: Settings, publication_id: str) -> dict[str, bytes]:
    """Make the files of a publication again, from ledger and manifest. Returns file name -> bytes; writes no file.

    `publication_id`: text of the full id. Does not compare the bytes with those that were published. Raises
    PublishError if the publication does not exist.
    """
    with inputs.connect(settings) as conn:
        publication = publications.by_id(conn, publication_id)
    with database.as_role(settings, reports.find(publication.report).role).connect() as conn:
        return publications.remade_files(conn, settings, publication)


def watermark_ready(settings: Settings, pack_code: str, as_of: date) -> bool:
    """Return whether all deliveries up to a day are decided, and all accepted ones assessed with the present pack.

    Raises PublishError if the pack was never loaded.
    """
    with inputs.connect(settings) as conn:
        return inputs.is_all_assessed(conn, pack_code, as_of)


def _due_publications(pack: Pack, slots: Iterable[Slot], correct: bool, failures: Failures) -> list[DuePublication]:
    """List one publication for each slot and view of its report."""
    due: list[DuePublication] = []
    for slot in slots:
        with failures.collect(f"{slot.report} {slot.cadence} {slot.period_to}"):
            shared_by = shared_recipients(pack, slot)
            views = reports.find(slot.report).views(pack, slot)
            due += [DuePublication(slot, view, correct, shared_by) for view in views]
    return due


def _overdue(conn: Connection, pack: Pack, on: date, failures: Failures) -> list[DuePublication]:
    """List what was due before the day `on` and was never published.

    What was due before the campaign's first assessment is left out: the product was not in use yet.
    """
    of_campaign = {"campaign_id": campaign_id(pack.pack_code)}
    started_on = statements.run(conn, "publish/read/first_assessed", **of_campaign).scalar_one()
    if started_on is None:
        return []
    slots = [slot for slot in all_slots(pack) if started_on <= slot.due_on < on]
    published, served = set[tuple[object, ...]](), set[tuple[object, ...]]()
    for row in statements.run(conn, "publish/ledger/published", **of_campaign):
        period = row.report, row.cadence, row.period_to
        published.add((*period, row.recipient))
        if not row.recipient:
            # these offices got the whole report before the pack gave them a part of their own
            served |= {(*period, office) for office in row.recipients}
    return [
        due
        for due in _due_publications(pack, slots, False, failures)
        if due.key not in published and (*due.key[:3], due.view.office) not in served
    ]


def _again(pack: Pack, publication: Publication, failures: Failures) -> list[DuePublication]:
    """List what is to be published to correct a publication: the same slot for the same recipients.

    Empty if the pack has no such recipient or unit any more: what was published stays.
    """
    period, view = publication.edition.period, publication.edition.view
    recipients = (view.office,) if view.recipient else tuple(publication.manifest["recipients"])
    slot = Slot(
        due_on=period.as_of,
        report=period.report,
        cadence=period.cadence,
        period_from=period.period_from,
        period_to=period.period_to,
        as_of=period.as_of,
        recipients=recipients,
        rule_ids=(),
        own_recipients=recipients if view.recipient else (),
    )
    due = _due_publications(pack, [slot], True, failures)
    return [again for again in due if again.view.recipient == publication.recipient]


def _changed_by_policy(conn: Connection, pack: Pack, failures: Failures) -> list[DuePublication]:
    """List the publications that corrections of the pack changed; none while the corrected pack is not assessed."""
    number = campaign_id(pack.pack_code)
    candidates = [row for row in policy_corrections.newest(conn, number) if row.is_before_correction]
    if not candidates:
        return []
    campaign, known = inputs.campaign(conn, pack.pack_code), inputs.assessment(conn, number)
    if known is None or known.pack_version != campaign.pack_version:
        return []
    changed: list[DuePublication] = []
    snapshots: dict[str, JsonObject] = {}
    for row in candidates:
        # a savepoint each: a statement that fails for one report would end the transaction for the others
        with failures.collect(f"{row.report} {row.edition.period.period_to}"), conn.begin_nested():
            report = reports.find(row.report)
            if row.report not in snapshots:
                snapshots[row.report] = report.read_snapshot(conn, campaign, pack, known.committed_no)
            is_changed = policy_corrections.is_changed_in_ledger(conn, row, known.assess_no)
            if is_changed or report.is_changed_by_pack(row, snapshots[row.report]):
                changed += _again(pack, row, failures)
    return changed


def _taken_back(
    conn: Connection, pack: Pack, known: set[tuple[object, ...]], failures: Failures
) -> list[DuePublication]:
    """List the publications of an assessment that a rewind took back, once the campaign is assessed up to them again.

    Those in `known` are left out. Each gets a numbered correction if its figures differ.
    """
    number = campaign_id(pack.pack_code)
    candidates = [row for row in policy_corrections.newest(conn, number) if row.is_before_rewind]
    if not candidates:
        return []
    mark = inputs.WATERMARK.single(conn, campaign_id=number, as_of=candidates[0].edition.period.as_of)
    again = [
        publication
        for row in candidates
        if mark.assessed_on is not None and row.edition.period.as_of <= mark.assessed_on
        for publication in _again(pack, row, failures)
    ]
    return [publication for publication in again if publication.key not in known]


def _reconciled(
    conn: Connection, pack: Pack, known: set[tuple[object, ...]], failures: Failures
) -> list[DuePublication]:
    """List the publications that withheld figures which need to wait no longer: each gets a correction with them.

    Those in `known` are left out.
    """
    number = campaign_id(pack.pack_code)
    again = []
    for row in policy_corrections.newest(conn, number):
        period = row.edition.period
        waits = "withheld" in row.manifest["snapshot"]
        if waits and not withheld(inputs.differences(conn, number, period.as_of), period, row.edition.view):
            again += _again(pack, row, failures)
    return [publication for publication in again if publication.key not in known]


def _ask_approvers(settings: Settings, pack: Pack, on: date, failures: Failures) -> None:
    """Queue the day's mails about reports that wait for approval."""
    with failures.collect("approvals"), publisher(settings).begin() as conn:
        approvals.remind(conn, settings, pack, on, technical_now)


def _publish_all(settings: Settings, pack: Pack, due: Iterable[DuePublication], failures: Failures) -> list[str]:
    """Publish each in a transaction of its own; return the ids of the publications. They share the ledger's sums.

    Lists that write the ledger come last: they read every person, and what takes long must not keep the others back.
    """
    ids = []
    roles = [(reports.find(publication.slot.report).role, publication) for publication in due]
    with inputs.shared_sums():
        for role, publication in sorted(roles, key=lambda pair: pair[0] == "loader"):
            with failures.collect(str(publication)):
                with database.as_role(settings, role).begin() as conn:
                    publication_id = publications.publish(conn, settings, pack, publication).publication_id
                ids.append(str(publication_id))
    return ids
