"""Kinds that only a sequence of deliveries shows: names of one person in several files. Kinds 180 and 261."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from tests.bad_inputs.files.forms import CIVIL, DISABLED, EDUCATION, EMPLOYEE, POOR, ROLL, Form
from tests.bad_inputs.files.grid import written
from tests.bad_inputs.kinds import later_lists, sequences
from tests.bad_inputs.kinds.j_offices import OLD_EDITION
from tests.bad_inputs.kinds.sequences import PERSONS, Make, Sequel
from tests.bad_inputs.kinds.values import cancelled_receipts, receipts
from tests.bad_inputs.sequences import Step, Story, local, people, truths_of
from transforms.text.characters import one_code

NAME_CONFLICTS = "SELECT count(*) FROM vault.review WHERE kind = 'two_names' AND first_key = ANY(CAST(:keys AS uuid[]))"


def _in_two_spellings(
    first: Form, second: Form, old: Callable[[str, random.Random], str], new: Callable[[str], str]
) -> Make:
    """The same persons in two files. `old`: makes the name of the first file; `new`: makes of it the second's."""

    def make(rng: random.Random) -> Story:
        known = [replace(person, name=old(person.name, rng)) for person in truths_of(people(rng, first))]
        again = [replace(person, name=new(person.name)) for person in known]
        grids = [
            written(form, [local(one, form.source.source) for one in persons])
            for form, persons in ((first, known), (second, again))
        ]
        period = f"2019-{rng.randrange(10**8)}"
        steps = [Step(grid, period, "committed", grid.form.source.list_mode) for grid in grids]
        return Story(steps, [(PERSONS, [(5,)]), (NAME_CONFLICTS, [(0,)])], known)

    return make


def _in_two_editions(first: Form, second: Form) -> Make:
    """The same persons, written by a program of the old edition of GB 18030 and by one of the new edition."""
    return _in_two_spellings(first, second, lambda name, rng: name + rng.choice(OLD_EDITION), one_code)


SEQUELS: tuple[Sequel, ...] = (
    *sequences.SEQUELS,
    Sequel(
        180,
        "one name in two editions of GB 18030",
        "N",
        [
            ("a csv and a workbook", _in_two_editions(POOR, CIVIL)),
            ("a workbook and a csv", _in_two_editions(DISABLED, EMPLOYEE)),
            ("two csv", _in_two_editions(ROLL, EDUCATION)),
        ],
        decided="one person without a name conflict",
        apart="names",
    ),
    Sequel(
        261,
        "one name in two spellings of equal shape",
        "N",
        [
            (
                "radicals copied out of a PDF",
                _in_two_spellings(
                    POOR, CIVIL, lambda name, rng: name[0] + "龙" + name[2], lambda n: n.replace("龙", "⻰")
                ),
            ),
            (
                "invisible characters",
                _in_two_spellings(
                    DISABLED, EMPLOYEE, lambda name, rng: name, lambda name: "\u00ad".join(name) + "\u3164"
                ),
            ),
            (
                "dots and quotes",
                _in_two_spellings(
                    ROLL,
                    EDUCATION,
                    lambda name, rng: f"{name}·{rng.choice('买艾')}提",
                    lambda name: f"“{name.replace('·', '∙')}”",
                ),
            ),
        ],
        decided="one person without a name conflict",
        apart="spellings",
    ),
    later_lists.KIND,
    receipts.SEQUEL,
    cancelled_receipts.SEQUEL,
)
