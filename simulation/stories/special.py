"""Stories of persons on departments' lists: recognition, listing, loss of the status, and payments.

A story concerns the person's first category (the lead). The other categories are old and unchanged unless the story
states otherwise.
"""

from collections.abc import Callable
from datetime import date

from simulation.facts import Person, Receipt
from simulation.stories.draw import Draw, plus
from simulation.stories.listing import Listing
from simulation.truth.account import Account

_LONG_AGO = date(2014, 1, 1)


class ListedPerson:
    """One person while a story is written: the listing of the first category (`lead`), and the listings of the others.

    A listing is the person's rows on one sender's lists for one category. Each other listing gets an old row at once.
    """

    def __init__(self, draw: Draw, person: Person, listings: list[Listing], unit: str) -> None:
        self.draw, self.person, self.unit = draw, person, unit
        self.lead, self.other_listings = listings[0], listings[1:]
        self.start, self.end = draw.rules.starts_on, draw.rules.ends_on
        for other in self.other_listings:
            other.add(self.long_ago(other))

    def long_ago(self, listing: Listing) -> date:
        """Draw a recognised date that the full list of the sender of `listing` can state; adds no row.

        `listing`: the person's rows on one sender's lists for one category. The date lies between 2014 and 20 days
        before the cut-off of that list.
        """
        return self.draw.between(_LONG_AGO, plus(listing.full_cut_off, -20))

    def news_day(self) -> date:
        """Draw a recognised date in the window that only a change list of the first category can state; adds no row."""
        first = max(self.start, plus(self.lead.full_cut_off, 1))
        return self.draw.between(first, min(plus(self.end, -12), self.lead.last_cut_off))

    def pay(self, amount_fen: int, collected: date, lag: int | None = None) -> Receipt | None:
        """Add a receipt to the person and return it; an amount of zero or less adds none and returns None.

        `collected`: day of payment; a day before birth becomes the birth date. `lag`: days from payment until the money
        is received, None = drawn.
        """
        if amount_fen <= 0:
            return None
        receipt = self.draw.receipt(self.unit, amount_fen, max(collected, self.person.birth_on), lag)
        self.person.receipts.append(receipt)
        return receipt

    def pay_standard(self, collected: date, lag: int | None = None) -> Receipt | None:
        """Add a receipt of the individual contribution, paid on `collected`, and return it; `lag`: as for `pay`."""
        return self.pay(self.draw.rules.standard_fen, collected, lag)

    def pay_due(self, collected: date, lag: int | None = None) -> Receipt | None:
        """Add a receipt of the due to the person and return it; if the due is 0, or in 4 cases of 100, None.

        The due is that of the day `collected` by the rows that the person has so far; if undefined, six in ten pay the
        individual contribution and four nothing. `collected`: day of payment. `lag`: days until the money is received,
        None = drawn.
        """
        account = Account(self.draw.rules, self.person, self.draw.rules.plan_year, self.draw.place.business_date)
        due = account.due(max(collected, self.start))
        if due is None:
            due = self.draw.rules.standard_fen if self.draw.chance(0.6) else 0
        return self.pay(due, collected, lag) if self.draw.chance(0.96) else None


def old(listed: ListedPerson) -> None:
    """Give the listed person the story of a member for many years who pays the due in the window.

    Adds to the person a row on the first category's full list, recognised since 2014, and usually one receipt.
    """
    listed.lead.add(listed.long_ago(listed.lead))
    listed.pay_due(listed.draw.window_day())


def date_left_blank(listed: ListedPerson) -> None:
    """Give the listed person the story of a member for many years whose recognised date is left blank.

    Adds to the person a row on the first category's full list, valid from its cut-off, and usually a receipt of the
    due.
    """
    listed.lead.add(listed.long_ago(listed.lead), blank=True)
    listed.pay_due(listed.draw.window_day())


def new_in_window(listed: ListedPerson) -> None:
    """Give the listed person the story of a member who is recognised in the window and pays the due later in it.

    Adds to the person a row on a change list of the first category, and usually one receipt.
    """
    day = listed.news_day()
    listed.lead.add(day)
    listed.pay_due(listed.draw.between(plus(day, 1), listed.end))


def listed_later(listed: ListedPerson) -> None:
    """Give the listed person the story of a member who is recognised in the window, and is on a list only later.

    Adds to the person a row on the first change list that can state the recognition or on the next list, and a receipt
    of the individual contribution, paid up to 12 days after the recognition and mostly before that list.
    """
    day = listed.news_day()
    listed.lead.add(day, later=listed.draw.random.randrange(0, 2))
    listed.pay_standard(listed.draw.between(day, plus(day, 12)))


def recognised_on_payment_day(listed: ListedPerson) -> None:
    """Give the listed person the story of a member who is recognised in the window on the day of payment.

    Adds to the person a row on a change list, and a receipt of the individual contribution, received on that day.
    """
    day = listed.news_day()
    listed.lead.add(day)
    listed.pay_standard(day, 0)


def recognised_after_paying(listed: ListedPerson) -> None:
    """Give the listed person the story of a member who pays in the window and is recognised 1 to 40 days later.

    Adds to the person a receipt of the individual contribution, and a row on a change list of the first category.
    """
    day = listed.news_day()
    listed.pay_standard(listed.draw.between(max(listed.start, plus(day, -40)), plus(day, -1)), 0)
    listed.lead.add(day)


def recognised_while_money_travels(listed: ListedPerson) -> None:
    """Give the listed person the story of a member who is recognised between payment and receipt of the money.

    Adds to the person a row on a change list of the first category, and a receipt of the individual contribution: paid
    1 to 4 days before the recognition, received on that day or up to 3 days later.
    """
    day = listed.news_day()
    back = listed.draw.random.randrange(1, 5)
    listed.lead.add(day)
    listed.pay_standard(plus(day, -back), back + listed.draw.random.randrange(0, 4))


def recognised_after_end(listed: ListedPerson) -> None:
    """Give the listed person the story of a member who is recognised after the window.

    Adds to the person a row on a change list of the first category, and for seven persons in ten a receipt of the
    individual contribution: five pay in the window, two after it. The other three pay nothing.
    """
    lot = listed.draw.random.random()
    if lot < 0.5:
        listed.pay_standard(listed.draw.window_day())
    elif lot < 0.7:
        listed.pay_standard(listed.draw.late_day())
    listed.lead.add(listed.draw.between(plus(listed.end, 1), listed.lead.last_cut_off))


def removed_after_end(listed: ListedPerson) -> None:
    """Give the listed person the story of a member who is recognised after the window and removed again.

    Adds to the person two rows on change lists of the first category, and for seven persons in ten a receipt of the
    individual contribution: five pay in the window, two after it. The other three pay nothing.
    """
    lot = listed.draw.random.random()
    if lot < 0.7:
        listed.pay_standard(listed.draw.window_day() if lot < 0.5 else listed.draw.late_day())
    last = listed.lead.last_cut_off
    recognised = listed.draw.between(plus(listed.end, 1), plus(last, -1))
    listed.lead.add(recognised)
    listed.lead.end(listed.draw.between(plus(recognised, 1), last))


def recognised_on_edge(listed: ListedPerson) -> None:
    """Give the listed person the story of a member who is recognised on a boundary day, and pays the due after it.

    The day is the first or last of the window, or near the day after which new members pay first and are reimbursed
    (`pay_first_after`). Adds to the person a row of the first category, and usually one receipt of the window.
    """
    edges = [listed.start, listed.end]
    if listed.draw.rules.pay_first_after:
        edges += [plus(listed.draw.rules.pay_first_after, step) for step in (-1, 0, 1, 2)] * 2
    day = listed.draw.random.choice(edges)
    listed.lead.add(day)
    listed.pay_due(listed.draw.between(max(day, listed.start), listed.end))


def lost_before_paying(listed: ListedPerson) -> None:
    """Give the listed person the story of a member for many years who loses the status in the window and pays later.

    Adds to the person a row on the first category's full list, a removal on a change list, and usually one receipt.
    """
    listed.lead.add(listed.long_ago(listed.lead))
    ended = listed.draw.between(listed.start, plus(listed.end, -20))
    listed.lead.end(ended)
    listed.pay_due(listed.draw.between(ended, listed.end))


def lost_after_paying(listed: ListedPerson) -> None:
    """Give the listed person the story of a member for many years who pays in the window, and then loses the status.

    Adds to the person a row on the full list, usually a receipt of the due, and a removal in the window on a change
    list.
    """
    listed.lead.add(listed.long_ago(listed.lead))
    ended = listed.draw.between(plus(listed.start, 15), listed.end)
    listed.pay_due(listed.draw.between(listed.start, plus(ended, -1)), 0)
    listed.lead.end(ended)


def lost_and_back(listed: ListedPerson) -> None:
    """Give the listed person the story of a member for many years who loses the status in the window and gets it again.

    Adds to the person a row on the first category's full list, a removal and a new row on change lists, and usually a
    receipt of the due of the day of payment.
    """
    listed.lead.add(listed.long_ago(listed.lead))
    ended = listed.draw.between(listed.start, plus(listed.end, -50))
    listed.lead.end(ended)
    back = listed.draw.between(plus(ended, 3), plus(listed.end, -14))
    listed.lead.add(max(back, plus(listed.lead.full_cut_off, 1)))
    listed.pay_due(listed.draw.between(listed.start, listed.end))


def end_corrected(listed: ListedPerson) -> None:
    """Give the listed person the story of a member for many years with a removal that is later moved to another day.

    Adds to the person a row on the full list, two removals (the second on the last list), and usually a receipt.
    """
    listed.lead.add(listed.long_ago(listed.lead))
    last = plus(listed.lead.sender.cut_offs[-2], -1)
    listed.lead.end(listed.draw.between(listed.start, last))
    listed.pay_due(listed.draw.window_day())
    listed.lead.end(listed.draw.between(listed.start, last), later=len(listed.lead.sender.cut_offs))


def end_taken_back(listed: ListedPerson) -> None:
    """Give the listed person the story of a member for many years whose removal was a mistake and is undone.

    Adds to the person a row on the full list, a removal, a row on the last list, and usually a receipt of the due.
    """
    listed.lead.add(listed.long_ago(listed.lead))
    ended = listed.draw.between(listed.start, plus(listed.lead.sender.cut_offs[-2], -1))
    listed.lead.end(ended)
    listed.lead.take_back_end()
    listed.pay_due(listed.draw.window_day())


def added_again(listed: ListedPerson) -> None:
    """Give the listed person the story of a member for many years whose change list adds the person a second time.

    The earlier recognised date counts. Adds to the person two rows of the first category, and usually one receipt.
    """
    listed.lead.add(listed.long_ago(listed.lead))
    listed.lead.add(listed.news_day())
    listed.pay_due(listed.draw.window_day())


def died_before_paying(listed: ListedPerson) -> None:
    """Give the listed person the story of a member for many years who dies before any payment.

    At least half of them die before the window opens, the others in it. Adds to the person a row on the first
    category's full list, a death on a change list and, for three in ten, usually a receipt of the due, paid after the
    death.
    """
    listed.lead.add(listed.long_ago(listed.lead))
    last = plus(listed.start, -1) if listed.draw.chance(0.5) else plus(listed.end, -10)
    died = listed.draw.between(plus(listed.start, -15), last)
    if listed.draw.chance(0.3):
        listed.pay_due(listed.draw.between(plus(died, 1), listed.end))
    listed.lead.end(died, "death")


def died_after_paying(listed: ListedPerson) -> None:
    """Give the listed person the story of a member for many years who pays the due and dies, both in the window.

    Some die before the money is received. Adds to the person a row on the first category's full list, usually one
    receipt, and a death on a change list.
    """
    listed.lead.add(listed.long_ago(listed.lead))
    receipt = listed.pay_due(listed.draw.window_day())
    paid_on = receipt.collected_on if receipt else listed.draw.window_day()
    listed.lead.end(listed.draw.between(paid_on, listed.end), "death")


def died_around_new_year(listed: ListedPerson) -> None:
    """Give the listed person the story of a member for many years who pays, and dies around 1 January of the plan year.

    Adds to the person a row on the first category's full list, usually one receipt, and a death on a change list.
    """
    listed.lead.add(listed.long_ago(listed.lead))
    listed.pay_due(listed.draw.window_day())
    first = date(listed.draw.rules.plan_year, 1, 1)
    day = plus(first, listed.draw.random.choice((-3, -1, 0, 1, 5)))
    listed.lead.end(min(day, listed.lead.last_cut_off), "death")


def pays_too_much(listed: ListedPerson) -> None:
    """Give the listed person the story of a member for many years who pays the individual contribution, not the due.

    Adds to the person a row on the first category's full list, and one receipt (two for one person in five).
    """
    listed.lead.add(listed.long_ago(listed.lead))
    listed.pay_standard(listed.draw.window_day())
    if listed.draw.chance(0.2):
        listed.pay_standard(listed.draw.window_day())


def pays_in_parts(listed: ListedPerson) -> None:
    """Give the listed person the story of a member for many years who pays the due in two parts.

    One person in five leaves out the second part. Adds to the person a row on the full list, and up to two receipts.
    """
    listed.lead.add(listed.long_ago(listed.lead))
    first = listed.pay_due(listed.draw.between(listed.start, plus(listed.end, -30)))
    if first is None or first.amount_fen < 400:
        return
    part = listed.draw.part_of(first.amount_fen)
    listed.person.receipts[-1] = first._replace(amount_fen=part)
    if listed.draw.chance(0.8):
        listed.pay(first.amount_fen - part, listed.draw.between(first.collected_on, listed.end))


def pays_late(listed: ListedPerson) -> None:
    """Give the listed person the story of a member who pays the due after the window.

    Adds to the person a row of the first category, recognised long ago (half of the persons) or in the window, and
    usually one receipt.
    """
    listed.lead.add(listed.long_ago(listed.lead) if listed.draw.chance(0.5) else listed.news_day())
    listed.pay_due(listed.draw.late_day())


def rises(listed: ListedPerson) -> None:
    """Give the listed person the story of a member for many years who is recognised in a second category in the window.

    Adds to the person a row on the first category's full list, a row of the second category that replaces its old rows,
    and usually a receipt of the due, paid before or after the recognition. A person with one category gets the story
    `old`.
    """
    lead_day = listed.long_ago(listed.lead)
    if listed.other_listings:
        category = listed.other_listings[0].share.category
        listed.person.rows[:] = [row for row in listed.person.rows if row.category != category]
    listed.lead.add(lead_day)
    paid_on = listed.draw.window_day()
    if listed.other_listings:
        day = listed.draw.between(
            plus(max(listed.start, listed.other_listings[0].full_cut_off), 1), plus(listed.end, -1)
        )
        if day <= paid_on:
            listed.other_listings[0].add(day)
            listed.pay_due(paid_on)
        else:
            listed.pay_due(paid_on)
            listed.other_listings[0].add(day)
    else:
        listed.pay_due(paid_on)


SpecialStory = Callable[[ListedPerson], None]
STORIES: tuple[tuple[SpecialStory, float], ...] = (
    (old, 58),
    (date_left_blank, 1.5),
    (new_in_window, 6),
    (listed_later, 2.5),
    (recognised_on_payment_day, 2),
    (recognised_after_paying, 3),
    (recognised_while_money_travels, 2.5),
    (recognised_after_end, 2),
    (removed_after_end, 1.5),
    (recognised_on_edge, 2.5),
    (lost_before_paying, 2),
    (lost_after_paying, 2),
    (lost_and_back, 1.5),
    (end_corrected, 1.5),
    (end_taken_back, 1.5),
    (added_again, 1.5),
    (died_before_paying, 2.5),
    (died_after_paying, 2.5),
    (died_around_new_year, 2),
    (pays_too_much, 3),
    (pays_in_parts, 2),
    (pays_late, 2.5),
)


def choose(draw: Draw, other_categories: int) -> SpecialStory:
    """Draw a story for a person on departments' lists, by weight, and return its function, which writes it when called.

    `other_categories`: number of the person's categories besides the first; if any, one draw in four gives `rises`.
    """
    if other_categories and draw.chance(0.25):
        return rises
    return draw.random.choices(_STORIES, _WEIGHTS)[0]


_STORIES = [story for story, _ in STORIES]
_WEIGHTS = [weight for _, weight in STORIES]
