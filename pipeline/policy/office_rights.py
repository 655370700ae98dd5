"""Write the directory's rights into the warehouse: roles of officials, units that each may read, files to fetch."""

from __future__ import annotations

from datetime import date

from pipeline.policy import registry
from pipeline.policy.directory import read_directory
from pipeline.runtime.settings import Settings
from transforms.directory.rights import OfficeReader, office_readers, office_recipients
from transforms.policy import campaign_id
from warehouse import access, engine, statements


class NoDirectory(ValueError):  # noqa: N818 - the name states the fault
    """The installation has no directory of offices and officials."""


def write_rights(settings: Settings, on: date) -> list[OfficeReader]:
    """Write the rights of every official in post on a day, for all active packs; return them by pack and directory.

    The rights to fetch published files are written as well. One transaction as owner. Rights that the directory no
    longer gives are removed; a right ends by itself after the last day of the post. Raises NoDirectory, DirectoryError
    if the file has errors, RoleNameTooLong, and SettingsError if no URL of the owner is set.
    """
    directory = read_directory(settings)
    if directory is None:
        raise NoDirectory
    packs = [registry.load(settings, code) for code in settings.packs]
    readers = [reader for pack in packs for reader in office_readers(directory, pack, on)]
    fetchers = [fetcher for pack in packs for fetcher in office_recipients(directory, pack, on)]
    with engine.create(settings.warehouse_url("owner")).begin() as conn:
        statements.run(conn, "policy/rights/clear")
        for reader in readers:
            statements.run(
                conn,
                "policy/rights/insert",
                campaign_id=campaign_id(reader.pack_code),
                role_name=reader.role_name,
                unit_ids=list(reader.units),
                until_on=reader.until,
            )
        statements.run(conn, "policy/rights/clear_recipients")
        for fetcher in fetchers:
            statements.run(
                conn,
                "policy/rights/insert_recipients",
                campaign_id=campaign_id(fetcher.pack_code),
                role_name=fetcher.role_name,
                recipients=list(fetcher.recipients),
                office=fetcher.office,
                sees_persons=fetcher.sees_persons,
                until_on=fetcher.until,
            )
        # the directory gives roles to the official, not to the pack, so the group is the same in all packs
        groups = {reader.role_name: access.OFFICE_GROUPS[reader.sees_persons] for reader in readers}
        access.admit_officials(conn, groups)
    return readers
