"""The content of the directory file. Every key is checked; lookups answer for one campaign (pack)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from transforms.policy.model.base import Address, Code, Name, Strict, refusal
from transforms.policy.model.pack import PackCode
from transforms.policy.model.places import UnitId
from transforms.policy.model.slots import office_and_unit

User = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$")]
Role = Literal["viewer", "approver", "caseworker", "auditor", "operator", "administrator"]
Units = tuple[UnitId, ...] | Literal["all"]
OFFICIAL = "official/"
"""Beginning of a recipient that is an official; no code of an office has a slash."""
DIRECTORY_FIELDS = {
    "offices": "单位",
    "officials": "人员",
    "office": "单位代码",
    "label_zh": "单位名称",
    "packs": "政策包",
    "mailbox": "邮箱",
    "members": "成员单位",
    "units": "可查看的地区",
    "user": "登录名",
    "roles": "职责",
    "until": "任职截止日",
}
"""Chinese names of the keys."""


class Office(Strict):
    """An office that packs name as recipient or contact. It has a mailbox, or is a group of offices that have one."""

    office: Code = Field(description="The code by which the packs name it.")
    label_zh: Name = Field(description="Its name.")
    packs: tuple[PackCode, ...] = Field(
        default=(), description="The packs in which the code means this office; none: all packs."
    )
    mailbox: Address | None = Field(default=None, description="Where its mails go: a plain address.")
    members: tuple[Code, ...] = Field(default=(), description="The offices of a group: each gets the group's mails.")
    units: Units = Field(
        default=(), description="The ids of the units whose figures its officials may see, or `all` of them."
    )

    @model_validator(mode="after")
    def _has_mailbox_or_members(self) -> Office:
        if (self.mailbox is None) == (not self.members):
            raise refusal("mailbox 与 members 二者取一", "give mailbox, or members of a group")
        return self


class Official(Strict):
    """A person who logs in, with the roles that the person has in this product."""

    user: User = Field(description="The log-in name.")
    office: Code = Field(description="The office: one of `offices`.")
    roles: Annotated[tuple[Role, ...], Field(min_length=1)] = Field(description="What the official may do.")
    mailbox: Address | None = Field(default=None, description="Where alerts for this person go; null: the office's.")
    until: date | None = Field(default=None, description="The last day of the post; null: no end is known.")


class Directory(Strict):
    """Offices and officials of one installation."""

    offices: Annotated[tuple[Office, ...], Field(min_length=1)] = Field(description="The offices.")
    officials: tuple[Official, ...] = Field(default=(), description="The officials with a log-in.")

    def office_of(self, code: str, pack_code: str) -> Office | None:
        """Return the office that a pack means by a code, None if there is none."""
        of_code = (office for office in self.offices if office.office == code)
        return next((office for office in of_code if not office.packs or pack_code in office.packs), None)

    def mailbox_of(self, code: str, pack_code: str) -> str | None:
        """Return the mail address of an office of a pack, or of an official (`official/<user>`), in office or not.

        None for a group of offices and for an unknown code.
        """
        if code.startswith(OFFICIAL):
            user = code.removeprefix(OFFICIAL)
            return next(
                (self._alerts_to(official, pack_code) for official in self.officials if official.user == user), None
            )
        office = self.office_of(code, pack_code)
        return office.mailbox if office else None

    def operators(self, pack_code: str, on: date) -> dict[str, str]:
        """Return recipient (`official/<user>`) -> mail address of those who get the alerts of a pack on a day."""
        users = self.users_with("operator", pack_code, on)
        mailboxes = {f"{OFFICIAL}{user}": self.mailbox_of(f"{OFFICIAL}{user}", pack_code) for user in users}
        return {recipient: mailbox for recipient, mailbox in mailboxes.items() if mailbox}

    def _alerts_to(self, official: Official, pack_code: str) -> str | None:
        return official.mailbox or self.mailbox_of(official.office, pack_code)

    def members_of(self, code: str, pack_code: str) -> tuple[str, ...]:
        """Return the codes of the offices of a group; () for a single office and for an unknown code."""
        office = self.office_of(code, pack_code)
        return office.members if office else ()

    def recipients_of(self, code: str, pack_code: str) -> tuple[str, ...]:
        """Return the codes under which an office gets mails of a pack: its own, then those of its groups, sorted."""
        groups = {
            office.office
            for office in self.offices
            if code in office.members and self.office_of(office.office, pack_code) == office
        }
        return (code, *sorted(groups - {code}))

    def receivers_of(self, recipient: str, pack_code: str) -> tuple[str, ...]:
        """Return the codes of the offices that get the mails of a recipient in its place; () if it keeps them.

        That are the members of a group of offices. Of a recipient of one unit (`townships@da-baiyashi`), they are the
        members with this unit among their `units`, or the office itself if it is none of a group; without any, those
        with all units; () if nobody has the unit: the mail waits.
        """
        code, unit_id = office_and_unit(recipient)
        members = self.members_of(code, pack_code)
        if not unit_id:
            return members
        offices = [self.office_of(member, pack_code) for member in members or (code,)]
        mailboxes = [office for office in offices if office is not None and office.mailbox]
        own = [office.office for office in mailboxes if office.units != "all" and unit_id in office.units]
        return tuple(own or (office.office for office in mailboxes if office.units == "all"))

    def users_with(self, role: Role, pack_code: str, on: date) -> tuple[str, ...]:
        """Return the log-in names of the officials of a pack who have a role on a day, in the order of the file."""
        return tuple(
            official.user
            for official in self.officials
            if role in official.roles and _is_in_post(official, on) and self.office_of(official.office, pack_code)
        )

    def offices_with(self, role: Role, pack_code: str, on: date) -> tuple[str, ...]:
        """Return the codes of the offices of a pack whose officials have a role on a day, each once, sorted."""
        users = self.users_with(role, pack_code, on)
        return tuple(sorted({official.office for official in self.officials if official.user in users}))

    def units_of(self, user: str, pack_code: str, on: date) -> Units:
        """Return the ids of the units whose figures an official may see on a day, or `all`; () for an unknown user."""
        for official in self.officials:
            office = self.office_of(official.office, pack_code)
            if official.user == user and office and _is_in_post(official, on):
                return office.units
        return ()


def _is_in_post(official: Official, on: date) -> bool:
    return official.until is None or on <= official.until
