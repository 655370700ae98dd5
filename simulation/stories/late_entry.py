"""Reasons for late entry of persons who pay after the window: stated, stated late, or withdrawn again."""

import random

from simulation.facts import LateReason, Person
from simulation.place import Place

WORDS = ("当年新迁入户口", "复转军人", "未就业毕业生", "刑满释放人员", "职工断保")
_STATES, _WITHDRAWS = 0.5, 0.3
"""Shares: of late payers who state a reason, and of these who withdraw it in the last list."""


def add_reasons(place: Place, person: Person, draws: random.Random) -> None:
    """Add the rows of the towns' lists to a person who pays for the plan year after the window.

    Half of these persons have a reason, in a random list; of those in an earlier list some withdraw it in the last.
    `draws`: values that no other story uses, so that the rest of the locality is the same with and without lists.
    """
    cut_offs = place.late_entry_cut_offs
    year, last = place.rules.plan_year, place.rules.ends_on
    is_late = any(paid.plan_year == year and paid.collected_on > last for paid in person.receipts)
    if not cut_offs or not is_late or draws.random() >= _STATES:
        return
    stated, word = draws.choice(cut_offs), draws.choice(WORDS)
    person.late_reasons.append(LateReason("add", word, stated))
    if stated < cut_offs[-1] and draws.random() < _WITHDRAWS:
        person.late_reasons.append(LateReason("end", word, cut_offs[-1]))
