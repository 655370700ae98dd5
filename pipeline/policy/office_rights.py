"""Write the directory's rights into the warehouse: roles of officials, and the units that each of them may read."""

from __future__ import annotations

from datetime import date

from pipeline.policy import registry
from pipeline.policy.directory import read_directory
from pipeline.runtime.settings import Settings
from transforms.directory.rights import OfficeReader, office_readers
from transforms.policy import campaign_id
from warehouse import access, engine, statements


class NoDirectory(ValueError):  # noqa: N818 - the name states the fault
    """The installation has no directory of offices and officials."""


def write_rights(settings: Settings, on: date) -> list[OfficeReader]:
    """Write the rights of every official in post on a day, for all active packs; return them by pack and directory.

    One transaction as owner. Rights that the directory no longer gives are removed; a right ends by itself after the
    last day of the post. Raises NoDirectory, DirectoryError if the file has errors, RoleNameTooLong, and SettingsError
    if no URL of the owner is set.
    """
    directory = read_directory(settings)
    if directory is None:
        raise NoDirectory
    readers = [
        reader for code in settings.packs for reader in office_readers(directory, registry.load(settings, code), on)
    ]
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
        # the directory gives roles to the official, not to the pack, so the group is the same in all packs
        groups = {reader.role_name: access.OFFICE_GROUPS[reader.sees_persons] for reader in readers}
        access.admit_officials(conn, groups)
    return readers
