"""Stories of people on the departments' lists: when recognised, when listed, when lost, and what they paid.

The story is told on the person's first category (the lead); the other ones are old and quiet unless a story says so.
"""

from collections.abc import Callable
from datetime import date

from simulation.facts import Person, Receipt
from simulation.stories.draw import Draw, plus
from simulation.stories.listing import Listing
from simulation.truth.account import Account

_LONG_AGO = date(2014, 1, 1)


class Told:
    """One person whose story is being told: the lead listing, the others, and where the person pays."""

    def __init__(self, draw: Draw, person: Person, listings: list[Listing], unit: str) -> None:
        self.draw, self.person, self.unit = draw, person, unit
        self.lead, self.others = listings[0], listings[1:]
        self.start, self.end = draw.rules.starts_on, draw.rules.ends_on
        for other in self.others:
            other.add(self.long_ago(other))

    def long_ago(self, listing: Listing) -> date:
        return self.draw.between(_LONG_AGO, plus(listing.full_cut_off, -20))

    def news_day(self) -> date:
        """A recognition inside the window that only a change list can bring."""
        first = max(self.start, plus(self.lead.full_cut_off, 1))
        return self.draw.between(first, min(plus(self.end, -12), self.lead.last_cut_off))

    def pay(self, amount_fen: int, collected: date, lag: int | None = None) -> Receipt | None:
        if amount_fen <= 0:
            return None
        receipt = self.draw.receipt(self.unit, amount_fen, max(collected, self.person.birth_on), lag)
        self.person.receipts.append(receipt)
        return receipt

    def pay_standard(self, collected: date, lag: int | None = None) -> Receipt | None:
        return self.pay(self.draw.rules.standard_fen, collected, lag)

    def pay_due(self, collected: date, lag: int | None = None) -> Receipt | None:
        """What the person owes by the identity of that day; where nobody knows, six in ten pay the standard."""
        account = Account(self.draw.rules, self.person, self.draw.rules.plan_year, self.draw.place.business_date)
        due = account.due(max(collected, self.start))
        if due is None:
            due = self.draw.rules.standard_fen if self.draw.chance(0.6) else 0
        return self.pay(due, collected, lag) if self.draw.chance(0.96) else None


def old(t: Told) -> None:
    t.lead.add(t.long_ago(t.lead))
    t.pay_due(t.draw.window_day())


def date_left_blank(t: Told) -> None:
    t.lead.add(t.long_ago(t.lead), blank=True)
    t.pay_due(t.draw.window_day())


def new_in_window(t: Told) -> None:
    day = t.news_day()
    t.lead.add(day)
    t.pay_due(t.draw.between(plus(day, 1), t.end))


def listed_later(t: Told) -> None:
    """Recognised before paying, but the list that says so comes after: pays like anybody else."""
    day = t.news_day()
    t.lead.add(day, later=t.draw.random.randrange(0, 2))
    t.pay_standard(t.draw.between(day, plus(day, 12)))


def recognised_on_payment_day(t: Told) -> None:
    day = t.news_day()
    t.lead.add(day)
    t.pay_standard(day, 0)


def recognised_after_paying(t: Told) -> None:
    day = t.news_day()
    t.pay_standard(t.draw.between(max(t.start, plus(day, -40)), plus(day, -1)), 0)
    t.lead.add(day)


def recognised_while_money_travels(t: Told) -> None:
    """Collected before the recognition, received on it or after it."""
    day = t.news_day()
    back = t.draw.random.randrange(1, 5)
    t.lead.add(day)
    t.pay_standard(plus(day, -back), back + t.draw.random.randrange(0, 4))


def recognised_after_end(t: Told) -> None:
    lot = t.draw.random.random()
    if lot < 0.5:
        t.pay_standard(t.draw.window_day())
    elif lot < 0.7:
        t.pay_standard(t.draw.late_day())
    t.lead.add(t.draw.between(plus(t.end, 1), t.lead.last_cut_off))


def recognised_on_edge(t: Told) -> None:
    """On the first or the last day of the window, or around the day after which people pay first."""
    edges = [t.start, t.end]
    if t.draw.rules.pay_first_after:
        edges += [plus(t.draw.rules.pay_first_after, step) for step in (-1, 0, 1, 2)] * 2
    day = t.draw.random.choice(edges)
    t.lead.add(day)
    t.pay_due(t.draw.between(max(day, t.start), t.end))


def lost_before_paying(t: Told) -> None:
    t.lead.add(t.long_ago(t.lead))
    ended = t.draw.between(t.start, plus(t.end, -20))
    t.lead.end(ended)
    t.pay_due(t.draw.between(ended, t.end))


def lost_after_paying(t: Told) -> None:
    t.lead.add(t.long_ago(t.lead))
    ended = t.draw.between(plus(t.start, 15), t.end)
    t.pay_due(t.draw.between(t.start, plus(ended, -1)), 0)
    t.lead.end(ended)


def lost_and_back(t: Told) -> None:
    t.lead.add(t.long_ago(t.lead))
    ended = t.draw.between(t.start, plus(t.end, -50))
    t.lead.end(ended)
    back = t.draw.between(plus(ended, 3), plus(t.end, -14))
    t.lead.add(max(back, plus(t.lead.full_cut_off, 1)))
    t.pay_due(t.draw.between(t.start, t.end))


def said_again(t: Told) -> None:
    """A change list adds the person once more with another date; the earliest date stands."""
    t.lead.add(t.long_ago(t.lead))
    t.lead.add(t.news_day())
    t.pay_due(t.draw.window_day())


def died_before_paying(t: Told) -> None:
    """Half of them so early that nobody can be enrolled by then."""
    t.lead.add(t.long_ago(t.lead))
    last = plus(t.start, -1) if t.draw.chance(0.5) else plus(t.end, -10)
    died = t.draw.between(plus(t.start, -15), last)
    if t.draw.chance(0.3):
        t.pay_due(t.draw.between(plus(died, 1), t.end))
    t.lead.end(died, "death")


def died_after_paying(t: Told) -> None:
    """A few of them while the money still travels."""
    t.lead.add(t.long_ago(t.lead))
    receipt = t.pay_due(t.draw.window_day())
    paid_on = receipt.collected_on if receipt else t.draw.window_day()
    t.lead.end(t.draw.between(paid_on, t.end), "death")


def pays_too_much(t: Told) -> None:
    t.lead.add(t.long_ago(t.lead))
    t.pay_standard(t.draw.window_day())
    if t.draw.chance(0.2):
        t.pay_standard(t.draw.window_day())


def pays_in_parts(t: Told) -> None:
    t.lead.add(t.long_ago(t.lead))
    first = t.pay_due(t.draw.between(t.start, plus(t.end, -30)))
    if first is None or first.amount_fen < 400:
        return
    part = t.draw.part_of(first.amount_fen)
    t.person.receipts[-1] = first._replace(amount_fen=part)
    if t.draw.chance(0.8):
        t.pay(first.amount_fen - part, t.draw.between(first.collected_on, t.end))


def pays_late(t: Told) -> None:
    t.lead.add(t.long_ago(t.lead) if t.draw.chance(0.5) else t.news_day())
    t.pay_due(t.draw.late_day())


def rises(t: Told) -> None:
    """An old member of one category is recognised in the other one inside the window, before or after paying."""
    lead_day = t.long_ago(t.lead)
    if t.others:
        category = t.others[0].share.category
        t.person.rows[:] = [row for row in t.person.rows if row.category != category]
    t.lead.add(lead_day)
    paid_on = t.draw.window_day()
    if t.others:
        day = t.draw.between(plus(max(t.start, t.others[0].full_cut_off), 1), plus(t.end, -1))
        if day <= paid_on:
            t.others[0].add(day)
            t.pay_due(paid_on)
        else:
            t.pay_due(paid_on)
            t.others[0].add(day)
    else:
        t.pay_due(paid_on)


SpecialStory = Callable[[Told], None]
STORIES: tuple[tuple[SpecialStory, float], ...] = (
    (old, 58), (date_left_blank, 1.5), (new_in_window, 6), (listed_later, 2.5), (recognised_on_payment_day, 2),
    (recognised_after_paying, 3), (recognised_while_money_travels, 2.5), (recognised_after_end, 2),
    (recognised_on_edge, 2.5), (lost_before_paying, 2), (lost_after_paying, 2), (lost_and_back, 1.5), (said_again, 1.5),
    (died_before_paying, 2.5), (died_after_paying, 2.5), (pays_too_much, 3), (pays_in_parts, 2), (pays_late, 2.5),
)  # fmt: skip


def choose(draw: Draw, others: int) -> SpecialStory:
    """A story by its weight; who has another category often rises into it."""
    if others and draw.chance(0.25):
        return rises
    return draw.random.choices(_STORIES, _WEIGHTS)[0]


_STORIES = [story for story, _ in STORIES]
_WEIGHTS = [weight for _, weight in STORIES]
