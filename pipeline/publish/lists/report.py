"""Entries of the registry for lists of persons: one class, one entry for each kind of list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import ClassVar

from sqlalchemy import Connection

from pipeline.identity.keys import open_keys
from pipeline.publish import inputs, policy_corrections
from pipeline.publish.definition import ReportDefinition, Role, Store
from pipeline.publish.inputs import Assessment, Campaign
from pipeline.publish.manifest import JsonObject, Publication
from pipeline.runtime.settings import Settings
from transforms.mail.lists import list_mail
from transforms.mail.text import MailText
from transforms.policy import Pack
from transforms.report.lists import compose, kinds, past, texts
from transforms.report.lists.content import PersonList, PersonRow
from transforms.report.lists.coverage import coverage_grounds
from transforms.report.lists.files import WRITER, files
from transforms.report.progress.rows import CategoryRow, TargetRow, UnitRow
from transforms.report.publication import Edition, File, View
from transforms.report.signatures import signature_rows
from warehouse import statements
from warehouse.statements import Query


@dataclass(frozen=True)
class ListBefore:
    """Row of publish/lists/list_before: as-of day of the recipient's list before, and the assessment that it knew."""

    known_no: int
    as_of: date


LIST_BEFORE = Query("publish/lists/list_before", ListBefore)


class PersonListReport(ReportDefinition[list[PersonRow], PersonList]):
    """A list of persons by unit, as a workbook. Its subclasses name the kind.

    The fingerprint has person keys and states, no names; so a name that is corrected later changes no publication.
    """

    kind: ClassVar[kinds.ListKind]
    role: ClassVar[Role] = "loader"
    store: ClassVar[Store] = "lists"
    writer = WRITER

    def read_snapshot(self, conn: Connection, campaign: Campaign, pack: Pack, committed_no: int) -> JsonObject:
        """Read the rows of campaign, units and categories, and the lines for signatures if the pack has some."""
        of_campaign = {"campaign_id": campaign.campaign_id}
        return {
            "campaign": asdict(campaign),
            "units": inputs.records(conn, "publish/read/unit", UnitRow, **of_campaign),
            "categories": inputs.records(conn, "publish/read/category", CategoryRow, **of_campaign),
            **({"signatures": labels} if (labels := signature_rows(pack)) else {}),
        }

    def read_facts(self, conn: Connection, campaign_id: int, known_no: int, as_of: date, view: View) -> list[PersonRow]:
        """Read one row per person that the list wants, of the units of the view, as of a day and as known then.

        Identities are ciphers. A list of coverage has all persons then, as if there were no list before.
        """
        return self._read_rows(conn, campaign_id, known_no, as_of, view, None)

    def _read_rows(
        self,
        conn: Connection,
        campaign_id: int,
        known_no: int,
        as_of: date,
        view: View,
        since: ListBefore | None,
    ) -> list[PersonRow]:
        """Read the rows; `since`: the list with which a list of coverage is compared."""
        units = inputs.records(conn, "publish/read/unit", UnitRow, campaign_id=campaign_id)
        known = inputs.assessment(conn, campaign_id, known_no)
        assert known is not None  # the publication names it
        rows = statements.run(
            conn,
            "publish/lists/person",
            campaign_id=campaign_id,
            known_no=known_no,
            committed_no=known.committed_no,
            as_of=as_of,
            wanted=self.kind.wanted,
            unit_ids=None if view.units is None else sorted(compose.seen_units(view.units, units)),
            since_no=since.known_no if since else None,
            since_on=since.as_of if since else None,
        )
        if tuple(rows.keys()) != PersonRow._fields:
            raise TypeError("publish/lists/person: the columns are not those of PersonRow")
        return [PersonRow._make(row) for row in rows]

    def compose(self, edition: Edition, snapshot: JsonObject, facts: list[PersonRow]) -> PersonList:
        """Compose the list of the units that the recipient may see, without names."""
        return compose.person_list(self.kind, edition, snapshot, facts)

    def figures(self, content: PersonList) -> JsonObject:
        """Return what the list states about each person by key, without the identity, and its figures of past years."""
        figures: JsonObject = {"past": [list(row) for row in content.past]} if content.past else {}
        return {"persons": compose.stated(content), **figures}

    def with_identities(self, conn: Connection, settings: Settings, content: PersonList) -> PersonList:
        """Return the list with names and masked numbers, opened with the keys of the warehouse.

        The bureau's own list, which has persons of all units, gets the notes of the townships as well.
        """
        keyring = open_keys(conn, settings).keyring
        names = keyring.decrypt(person.row.name_cipher for person in content.persons)
        numbers = keyring.decrypt(person.row.number_cipher for person in content.persons)
        shown = [
            kinds.masked_identity(self.kind, name or "", number or "")
            for name, number in zip(names, numbers, strict=True)
        ]
        notes = keyring.decrypt(person.row.note_cipher if content.is_whole else None for person in content.persons)
        persons = (
            person._replace(name=name, number=number, note=note or "")
            for person, (name, number), note in zip(content.persons, shown, notes, strict=True)
        )
        return replace(content, persons=tuple(persons))

    def files(self, content: PersonList) -> Sequence[File]:
        """Make the workbook, of a very long list several, in memory."""
        return files(content)

    def mail(self, content: PersonList, publication: Publication) -> MailText:
        """Compose the mail: counts by unit, and where the list is fetched. No person is in it."""
        return list_mail(content, [file["name"] for file in publication.manifest["files"]])

    def read_correction(
        self, conn: Connection, last: Publication, after: PersonList, snapshot: JsonObject, known: Assessment
    ) -> JsonObject:
        """Count the persons that came, went and changed since the publication `last`."""
        before = self.content_of(conn, last)
        return {"list_changes": compose.changes(before, after)}

    def with_manifest_notes(self, content: PersonList, keys: JsonObject) -> PersonList:
        """Return the list with a note about what a correction changed."""
        if keys.get("is_lost"):
            return replace(content, notes=(texts.lost_note(), *content.notes))
        if counts := keys.get("list_changes"):
            return replace(content, notes=(texts.change_note(counts), *content.notes))
        return content

    def agrees_with_pack(self, snapshot: JsonObject, pack: Pack) -> bool:
        """Return whether campaign, units and categories in a manifest are those of this version of the pack."""
        return policy_corrections.agrees_with_pack({**snapshot, "payers": [], "targets": []}, pack)


class MissingPersons(PersonListReport):
    """查漏补缺: persons of lists, and persons enrolled last year, who are not enrolled, each with the reason."""

    code = "missing_persons"
    kind = kinds.MISSING


class UninsuredFeedback(PersonListReport):
    """未参保反馈: persons of lists, those that are only tracked among them, who are not enrolled."""

    code = "uninsured_feedback"
    kind = kinds.UNINSURED


class PostingRoster(PersonListReport):
    """公示: persons who are enrolled, for public posting by village: masked, with nothing that explains a due."""

    code = "posting_roster"
    kind = kinds.POSTED


class StartRoster(PersonListReport):
    """启动前底册: persons of the roll, to be checked by name before the campaign, with figures of past years by unit.

    The key `past` of its snapshot: the past plan years, the offices that deliver, the delivered figures, and those of
    the campaigns of these years that the pack follows.
    """

    code = "start_roster"
    kind = kinds.ROSTER

    def read_snapshot(self, conn: Connection, campaign: Campaign, pack: Pack, committed_no: int) -> JsonObject:
        """Read the rows of campaign, units and categories, and the figures of past years that were delivered by then.

        `committed_no`: number of the last delivery that counts.
        """
        targets = inputs.records(
            conn, "publish/read/target", TargetRow, pack_code=campaign.pack_code, committed_no=committed_no
        )
        of_past = [row for row in targets if past.past_measure(row["measure"], campaign.plan_year) is not None]
        of_pack = _past_of_pack(pack)
        followed = _followed_campaigns(conn, campaign.pack_code, of_pack["plan_years"])
        return {
            **super().read_snapshot(conn, campaign, pack, committed_no),
            "past": {**of_pack, "figures": of_past, **({"followed": followed} if followed else {})},
        }

    def agrees_with_pack(self, snapshot: JsonObject, pack: Pack) -> bool:
        """Return whether campaign, units, categories, past years and senders are those of this version of the pack."""
        kept: JsonObject = snapshot["past"]
        own_part = {name: value for name, value in kept.items() if name not in ("figures", "followed")}
        return own_part == _past_of_pack(pack) and super().agrees_with_pack(snapshot, pack)


class CoverageList(PersonListReport):
    """待遇享受起始日期: the enrolled with their first day of benefits; from the second list on, only what has changed.

    The keys of its snapshot: `grounds`, the pack's rules on that day; `since`, as-of day and assessment of the
    recipient's list before (None: none). A person is never left out between two lists: what the list before did not
    know is new in the next one.
    """

    code = "coverage_list"
    kind = kinds.COVERAGE

    def read_snapshot(self, conn: Connection, campaign: Campaign, pack: Pack, committed_no: int) -> JsonObject:
        """Read the rows of campaign, units and categories, and the pack's rules on the first day of benefits."""
        return {**super().read_snapshot(conn, campaign, pack, committed_no), "grounds": coverage_grounds(pack)}

    def read_before(self, conn: Connection, campaign_id: int, edition: Edition) -> JsonObject:
        """Read the recipient's list before: its as-of day, and the last assessment that it knew."""
        before = LIST_BEFORE.first(
            conn,
            campaign_id=campaign_id,
            report=self.code,
            recipient=edition.view.recipient,
            period_to=edition.period.period_to,
        )
        return {"since": before and {"known_no": before.known_no, "as_of": before.as_of.isoformat()}}

    def read_edition_facts(
        self, conn: Connection, campaign_id: int, known_no: int, edition: Edition, snapshot: JsonObject
    ) -> list[PersonRow]:
        """Read one row per person whose coverage differs from the list before; the first list has all."""
        kept, since = snapshot["since"], None
        if kept is not None:
            since = ListBefore(kept["known_no"], date.fromisoformat(kept["as_of"]))
        return self._read_rows(conn, campaign_id, known_no, edition.period.as_of, edition.view, since)

    def is_changed_by_pack(self, publication: Publication, snapshot: JsonObject) -> bool:
        """Return whether the pack's rules on the first day of benefits differ from those of a publication."""
        return bool(publication.manifest["snapshot"]["grounds"] != snapshot["grounds"])

    def agrees_with_pack(self, snapshot: JsonObject, pack: Pack) -> bool:
        """Return whether campaign, units, categories and rules are those of this version of the pack."""
        return snapshot["grounds"] == coverage_grounds(pack) and super().agrees_with_pack(snapshot, pack)


def _followed_campaigns(conn: Connection, pack_code: str, plan_years: Sequence[int]) -> list[JsonObject]:
    """Read figures of the campaigns of these years that the pack follows, the latest first: each with its last day.

    The keys: `pack_code`, `plan_year`, `on`, `enrolled` (unit -> persons), and `figures` (delivered to that campaign).
    """
    campaigns: list[JsonObject] = []
    before = inputs.FOLLOWED.first(conn, pack_code=pack_code)
    while before is not None and before.plan_year is not None and before.assessed_on is not None:
        plan_year = before.plan_year
        if plan_year not in plan_years:
            break
        units, persons = inputs.enrolled_by_unit(conn, before, before.assessed_on)
        targets = inputs.records(
            conn, "publish/read/target", TargetRow, pack_code=before.pack_code, committed_no=before.committed_no
        )
        campaigns.append(
            {
                "pack_code": before.pack_code,
                "plan_year": plan_year,
                "on": before.assessed_on.isoformat(),
                "enrolled": {unit["unit_id"]: persons.get(unit["unit_id"], 0) for unit in units},
                "figures": [row for row in targets if past.past_measure(row["measure"], plan_year)],
            }
        )
        before = inputs.FOLLOWED.first(conn, pack_code=before.pack_code)
    return campaigns


def _past_of_pack(pack: Pack) -> JsonObject:
    """Return the past plan years of the pack's roster, the latest first, and who delivers: kind of source -> office."""
    asked = [series.past_years or 0 for series in pack.publications if series.report == StartRoster.code]
    plan_year = pack.campaign.plan_year
    wanted = (past.ROLL, past.TARGETS, past.HISTORY)
    return {
        "plan_years": [plan_year - back for back in range(1, max(asked, default=0) + 1)],
        "senders": {source.kind: source.sender_label for source in pack.sources if source.kind in wanted},
    }
