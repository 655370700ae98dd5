"""The progress report's entry in the registry: what it reads, and which pure functions make it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date

from sqlalchemy import Connection

from pipeline.publish import data_corrections, inputs, policy_corrections, rewind_corrections
from pipeline.publish.definition import ReportDefinition
from pipeline.publish.inputs import Assessment, Campaign
from pipeline.publish.manifest import JsonObject, Publication
from transforms.mail.progress import progress_mail
from transforms.mail.text import MailText
from transforms.policy import Pack
from transforms.report.differences.notes import RELEASED_NOTES, difference_notes, withheld
from transforms.report.progress.compose import Facts, Snapshot, progress_report
from transforms.report.progress.content import Report
from transforms.report.progress.data_correction_notes import data_correction_notes
from transforms.report.progress.files import WRITER, files
from transforms.report.progress.history_notes import (
    HistoryGaps,
    PastYear,
    UndeterminedPersons,
    history_gaps,
    history_notes,
)
from transforms.report.progress.own_part import facts_of_units, figures_of_view, snapshot_of_units
from transforms.report.progress.policy_correction_notes import correction_notes
from transforms.report.progress.rewind_notes import rewind_notes
from transforms.report.progress.rows import (
    CategoryRow,
    CoverageRow,
    OutcomeRow,
    PayerRow,
    ProgressRow,
    TargetRow,
    UnitRow,
)
from transforms.report.progress.summary import OpenMatters, gap_notes, summary
from transforms.report.publication import Edition, File, View
from transforms.report.same_day.compare import shown
from transforms.report.signatures import signature_rows


class ProgressReport(ReportDefinition[Facts, Report]):
    """Progress by unit, special population and payer, of the units and figures that a recipient may see."""

    code = "progress"
    writer = WRITER

    def read_snapshot(self, conn: Connection, campaign: Campaign, pack: Pack, committed_no: int) -> JsonObject:
        """Read the pack's part of the progress report, as it is now, as values that JSON can hold.

        The keys: `campaign` (one row), and `units`, `targets`, `categories` and `payers` (lists of rows, in the order
        of the notice), and `signatures` (labels by series) if the pack has some.
        `committed_no`: number of the last delivery whose targets count.
        """
        part = asdict(snapshot(conn, campaign, pack, committed_no))
        return {key: value for key, value in part.items() if value or key not in ("signatures", "withheld")}

    def read_before(self, conn: Connection, campaign_id: int, edition: Edition) -> JsonObject:
        """Read which figures wait: `withheld`, if a day of the period differs from the tax bureau's figures.

        Money that was published stays: a correction withholds only what the publication before it withheld.
        """
        if edition.correction_no and not inputs.was_withheld(conn, campaign_id, edition):
            return {}
        rows = inputs.differences(conn, campaign_id, edition.period.as_of)
        names = withheld(rows, edition.period, edition.view)
        return {"withheld": list(names)} if names else {}

    def read_facts(self, conn: Connection, campaign_id: int, known_no: int, as_of: date, view: View) -> Facts:
        """Read the ledger's sums about days up to `as_of`, as the assessment with the number `known_no` knew them.

        `Facts` are the sums of money by unit and payer, and the members of special populations. `view`: sums of units
        that the recipient may not see are left out.
        """
        outcomes = inputs.sums(conn, "publish/read/outcome", OutcomeRow, campaign_id, known_no, as_of)
        return facts_of_units(replace(facts(conn, campaign_id, known_no, as_of), outcomes=outcomes), view)

    def compose(self, edition: Edition, snapshot: JsonObject, facts: Facts) -> Report:
        """Compose the content of the report: names and targets from `snapshot`, sums from `facts`. Writes nothing.

        A `Report` has period, header, notes, labels of payers, a line per unit, their total, a line per category
        (counted and tracked) and per plan year, and the rows of the csv file. `edition`: period, correction number and
        view (the recipient and the units and figures that it may see). Raises ImbalanceError if the sums of money do
        not balance.
        """
        part = Snapshot(**snapshot)
        view = part.shown_to(edition.view)
        shown = snapshot_of_units(part, view)
        return figures_of_view(progress_report(edition.period, edition.correction_no, shown, facts, view), view)

    def figures(self, content: Report) -> JsonObject:
        """Return the content of the report as a dictionary, field name -> value; `content`: result of `compose`.

        Left out are correction number, version and status of the pack, the view, the lines for signatures, and the year
        before: they alone cause no correction.
        """
        header = replace(content.header, pack_version="", pack_status="")
        figures = asdict(replace(content, correction_no=0, header=header))
        del figures["view"], figures["signatures"], figures["same_day"]
        if content.outcomes is None:
            del figures["outcomes"]
        return figures

    def files(self, content: Report) -> Sequence[File]:
        """Make the files of the report in memory: workbook, csv, and the chart (PNG) if there are units to compare.

        A `File` has name, bytes and number of rows of data. `content`: result of `compose`.
        """
        return files(content)

    def is_attached(self, file_name: str) -> bool:
        """Return whether it is for people: the workbook, and the chart, which the mail shows in its text."""
        return not file_name.endswith(".csv")

    def mail(self, content: Report, publication: Publication) -> MailText:
        """Compose the Chinese summary mail, with the matters that were open when the report was published.

        A `MailText` has subject, plain body and HTML body; nothing is sent. `content`: the report; `publication`: its
        row of the ledger, whose manifest has these matters.
        """
        return progress_mail(summary(content, open_of(publication)), content.slot.as_of)

    def main_figures(self, content: Report) -> Mapping[str, int]:
        """Return the enrolled persons and the money received of all units of the report; `content`: the report."""
        return content.main_figures

    def read_context(self, conn: Connection, pack_code: str, as_of: date, assessed_on: date) -> JsonObject:
        """Read keys for the manifest: `open`, and `history` for a pack with rules about past years.

        `open`: matters that wait for an official or a sender, and what is due and not there by `assessed_on`;
        `history`: counts of persons and years of which past payments are unknown; `same_day`: enrolled persons on the
        same day of the year before, for a pack that follows another one.
        """
        gaps, before = history(conn, pack_code), inputs.same_day_before(conn, pack_code, as_of)
        keys = ({"history": gaps} if gaps else {}) | ({"same_day": before} if before else {})
        return keys | {"open": inputs.open_matters(conn, pack_code, as_of, assessed_on)}

    def read_correction(
        self, conn: Connection, last: Publication, after: Report, snapshot: JsonObject, known: Assessment
    ) -> JsonObject:
        """Read why the figures differ from the publication `last`: corrections of the pack, rewinds, and deliveries.

        Returns a dictionary for the manifest, with those of the keys `policy_correction`, `rewinds` and
        `data_correction` that apply. `after`: the corrected report; `snapshot`: its pack's part; `known`: the
        assessment that it knows.
        """
        keys: JsonObject = {}
        if "withheld" in last.manifest["snapshot"] and "withheld" not in snapshot:
            keys["is_released"] = True
        if rewinds := rewind_corrections.explain(conn, last, known.assess_no):
            keys["rewinds"] = rewinds
        shown = Snapshot(**snapshot)
        policy = policy_corrections.explain(conn, last, shown, known.assess_no, after.slot.as_of, after.view)
        if policy:
            keys["policy_correction"] = policy
        if policy is None or policy["others"]:
            before = self.content_of(conn, last)
            # figures that were withheld are no change of the data
            same = figures_of_view(after, replace(after.view, withheld=before.view.withheld))
            keys["data_correction"] = data_corrections.explain(conn, last, before, same, known.committed_no)
        return keys

    def with_manifest_notes(self, content: Report, keys: JsonObject) -> Report:
        """Return a copy of the report with Chinese notes about a correction's reason, missing history and missing data.

        `content`: the report; `keys`: keys of a manifest, from `read_context` and `read_correction`; without them, no
        note is added. Figures stay.
        """
        policy, data = keys.get("policy_correction"), keys.get("data_correction")
        before = shown(keys["same_day"], content.view.units) if _compares(content, keys) else None
        notes = (
            *(correction_notes(policy) if policy else ()),
            *rewind_notes(keys.get("rewinds", ())),
            *(RELEASED_NOTES if keys.get("is_released") else ()),
            *(data_correction_notes(data) if data else ()),
            *difference_notes(keys.get("open", {}).get("unreconciled", ()), content.slot, content.view),
            *content.notes,
            *(before.notes if before else ()),
            # counts persons of all units
            *(history_notes(keys.get("history")) if content.view.units is None else ()),
            *(gap_notes(keys["open"]) if "open" in keys else ()),
        )
        return replace(content, notes=notes, same_day=before)

    def is_changed_by_pack(self, publication: Publication, snapshot: JsonObject) -> bool:
        """Return whether names, targets, goals or labels of the pack changed a part of a publication.

        `snapshot`: the pack's present part. Targets that senders delivered do not count.
        """
        before = Snapshot(**publication.manifest["snapshot"])
        return _pack_part(before, before, publication) != _pack_part(Snapshot(**snapshot), before, publication)

    def agrees_with_pack(self, snapshot: JsonObject, pack: Pack) -> bool:
        """Return whether the names, targets, goals and labels in a manifest are those of this version of the pack.

        `snapshot`: the pack's part that the manifest keeps.
        """
        return policy_corrections.agrees_with_pack(snapshot, pack)


def snapshot(conn: Connection, campaign: Campaign, pack: Pack, committed_no: int) -> Snapshot:
    """Read the pack's part of the progress report, as it is now, from the warehouse and from `pack`.

    A `Snapshot` has the rows of campaign, units, targets, categories and payers, in the order of the notice.
    `committed_no`: number of the last delivery whose targets count. Only the total that the notice prints and the lines
    for signatures come from `pack`, because they are not in the warehouse; they are left out if the warehouse has
    another version of the pack.
    """
    printed = pack.target_table.printed_total if pack.version == campaign.pack_version else None
    of_campaign = {"campaign_id": campaign.campaign_id}
    return Snapshot(
        {**asdict(campaign), "printed_total": printed.persons if printed else None},  # type: ignore[typeddict-item]
        inputs.records(conn, "publish/read/unit", UnitRow, **of_campaign),
        inputs.records(conn, "publish/read/target", TargetRow, pack_code=campaign.pack_code, committed_no=committed_no),
        inputs.records(conn, "publish/read/category", CategoryRow, **of_campaign),
        inputs.records(conn, "publish/read/payer", PayerRow, **of_campaign),
        signature_rows(pack) if pack.version == campaign.pack_version else (),
    )


def facts(conn: Connection, campaign_id: int, known_no: int, as_of: date) -> Facts:
    """Read the ledger's sums by unit and payer, and members of special populations, about days up to `as_of`.

    `known_no`: number of the last assessment that counts. A later reading with equal parameters gives equal sums.
    """
    return Facts(
        inputs.sums(conn, "publish/read/progress", ProgressRow, campaign_id, known_no, as_of),
        inputs.sums(conn, "publish/read/coverage", CoverageRow, campaign_id, known_no, as_of),
    )


def history(conn: Connection, pack_code: str) -> HistoryGaps | None:
    """Return what is missing of past years that the pack's rules read; None if the pack has no such rules.

    The keys: `waiting_persons` and `reward_persons` (numbers of persons whose waiting period or reward could not be
    determined), `years` (all past years that the rules read) and `missing_years` (those without deliveries).
    """
    years = inputs.records(conn, "progress/history_year", PastYear, pack_code=pack_code)
    if not years:
        return None
    # reads the dues of every person, therefore only if a rule needs past years
    (persons,) = inputs.records(conn, "progress/history_missing", UndeterminedPersons, pack_code=pack_code)
    return history_gaps(years, persons)


def _compares(content: Report, keys: JsonObject) -> bool:
    return "same_day" in keys and content.view.shows("enrolment")


def open_of(publication: Publication) -> OpenMatters:
    """Return the matters that were open when a progress report was published, as its manifest states them.

    `publication`: its row of the ledger. The keys of the result: `missing` (overdue deliveries by source),
    `deliveries` (held or rejected), and `quarantine` (number of quarantined rows by source and reason).
    Reads no database.
    """
    keys: JsonObject = dict(publication.manifest)
    matters: OpenMatters = keys["open"]
    return matters


def _pack_part(snapshot: Snapshot, before: Snapshot, publication: Publication) -> Report:
    """Compose a report without any figure of the ledger: what the pack alone puts into it, versions aside.

    Targets that were delivered, in either snapshot, are left out: they are no matter of the pack.
    """
    delivered = {
        (target["unit_id"], target["measure"])
        for either in (snapshot, before)
        for target in either.targets
        if target["origin"] != "notice"
    }
    targets = [target for target in snapshot.targets if (target["unit_id"], target["measure"]) not in delivered]
    view = publication.edition.view
    shown = snapshot_of_units(replace(snapshot, targets=targets), view)
    report = figures_of_view(progress_report(publication.edition.period, 0, shown, Facts([], []), view), view)
    return replace(report, header=replace(report.header, pack_version="", pack_status=""), signatures=())
