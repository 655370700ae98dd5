"""Decide which reports wait for a person's approval before they go out, by pure functions of a pack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from transforms.policy.model.pack import Pack
from transforms.policy.model.schedule import Occasion


@dataclass(frozen=True)
class ApprovalRule:
    """When a report waits for approval. `jump_percent`: limit of a jump, None unless `occasions` has `jump`."""

    occasions: frozenset[Occasion]
    jump_percent: int | None

    def reasons(
        self, is_correction: bool, figures: Mapping[str, int], before: Mapping[str, int] | None
    ) -> tuple[Occasion, ...]:
        """Return why a report waits: `first` or `correction`, and `jump`; () if it need not wait.

        `is_correction`: an earlier report of the period went out. `figures`: main figures of the report; `before`:
        those of the period before, None without any. A figure that only one of them has is no jump.
        """
        occasions: list[Occasion] = ["correction" if is_correction else "first"]
        if self.jump_percent is not None and before is not None and jumps(figures, before, self.jump_percent):
            occasions.append("jump")
        return tuple(occasion for occasion in occasions if occasion in self.occasions)


def jumps(figures: Mapping[str, int], before: Mapping[str, int], percent: int) -> tuple[str, ...]:
    """Return the names of the figures that differ from those before by more than `percent` percent of these."""
    return tuple(
        name
        for name in figures
        if name in before and abs(figures[name] - before[name]) * 100 > percent * abs(before[name])
    )


def approval_rule(pack: Pack, report: str, cadence: str, recipients: Iterable[str]) -> ApprovalRule:
    """Return the rule for a report to these recipients: that of all series of the pack that send it to one of them.

    `recipients`: codes of offices. If several series have a limit of a jump, the smallest counts.
    """
    offices = set(recipients)
    series = [
        publication
        for publication in pack.publications
        if publication.made_by == "product"
        and (publication.report, publication.cadence) == (report, cadence)
        and offices & set(publication.recipients)
    ]
    limits = [publication.jump_percent for publication in series if publication.jump_percent is not None]
    occasions = frozenset(occasion for publication in series for occasion in publication.approved_on)
    return ApprovalRule(occasions, min(limits, default=None))
