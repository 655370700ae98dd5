"""Rows of a department's lists: the full list first, then the changes of each cut-off."""

from bisect import bisect_left
from datetime import date

from simulation.facts import ListRow, Person
from simulation.place import Sender, Share
from simulation.stories.draw import Draw


class Listing:
    """One person's rows on one sender's lists for one category; all have the same grade, hukou and unit."""

    def __init__(self, draw: Draw, person: Person, sender: Sender, share: Share, unit: str) -> None:
        self.person, self.sender, self.share, self.unit = person, sender, share, unit
        self.grade = draw.random.choice(share.grades) if share.grades else None
        self.hukou = self._hukou(draw, person) if sender.source != "education" else None

    @staticmethod
    def _hukou(draw: Draw, person: Person) -> bool | None:
        lot = draw.random.random()
        if person.roll is None:
            return None if lot > 0.9 else lot >= 0.03
        if lot < 0.005:
            return None
        return person.roll.hukou_local != (lot > 0.99)

    @property
    def full_cut_off(self) -> date:
        """Cut-off (last day covered) of the sender's full list."""
        return self.sender.cut_offs[0]

    @property
    def last_cut_off(self) -> date:
        """Cut-off (last day covered) of the sender's last change list."""
        return self.sender.cut_offs[-1]

    def add(self, recognised: date, later: int = 0, blank: bool = False) -> None:
        """Add a row to the person that puts the person on a list of the sender, recognised on the given day.

        The list is the first with a cut-off on or after that day; `later`: so many lists after it, at most the last.
        `blank`: the row has no recognised date and applies from the cut-off. Raises ValueError if no list reaches the
        day.
        """
        at = min(bisect_left(self.sender.cut_offs, recognised) + later, len(self.sender.cut_offs) - 1)
        cut_off = self.sender.cut_offs[at]
        if recognised > cut_off:
            raise ValueError("no list of the sender reaches this recognition")
        self._row("add", cut_off if blank else recognised, None if blank else recognised, cut_off)

    def end(self, on: date, op: str = "end", later: int = 0) -> None:
        """Add a row to the person that takes the person off the sender's lists, on one of its change lists.

        `on`: first day out, or day of death. `op`: 'end' = removal, 'death'. The list is the first change list with a
        cut-off on or after that day; `later`: so many lists after it, at most the last. Raises ValueError if the person
        has no row of the category.
        """
        at = min(max(1, bisect_left(self.sender.cut_offs, on)) + later, len(self.sender.cut_offs) - 1)
        self._row(op, on, self._recognised, self.sender.cut_offs[at])

    def take_back_end(self) -> None:
        """Add a row to the person, on the sender's last list, that undoes a removal: the first recognised date again.

        Raises ValueError if the person has no row of this category on the sender's lists.
        """
        self._row("add", self._recognised, self._recognised, self.last_cut_off)

    @property
    def _recognised(self) -> date:
        return min(r.effective_on for r in self.person.rows if r.category == self.share.category)

    def _row(self, op: str, effective: date, printed: date | None, cut_off: date) -> None:
        self.person.rows.append(
            ListRow(
                self.sender.source,
                self.share.category,
                self.share.label,
                op,
                effective,
                printed,
                cut_off,
                self.grade,
                self.hukou,
                self.unit,
            )
        )
