"""Kinds that only a sequence of deliveries shows: names of one person in several files. Kind 180."""

from __future__ import annotations

import random
from dataclasses import replace

from tests.bad_inputs.files.forms import CIVIL, DISABLED, EDUCATION, EMPLOYEE, POOR, ROLL, Form
from tests.bad_inputs.files.grid import written
from tests.bad_inputs.kinds import later_lists, sequences
from tests.bad_inputs.kinds.j_offices import OLD_EDITION
from tests.bad_inputs.kinds.sequences import PERSONS, Make, Sequel
from tests.bad_inputs.kinds.values import receipts
from tests.bad_inputs.sequences import Step, Story, local, people, truths_of
from transforms.text.folding import new_edition

NAME_CONFLICTS = "SELECT count(*) FROM vault.review WHERE kind = 'two_names' AND first_key = ANY(CAST(:keys AS uuid[]))"


def _in_two_editions(first: Form, second: Form) -> Make:
    """The same persons, written by a program of the old edition of GB 18030 and by one of the new edition."""

    def make(rng: random.Random) -> Story:
        old = [replace(one, name=one.name + rng.choice(OLD_EDITION)) for one in truths_of(people(rng, first))]
        new = [replace(one, name=new_edition(one.name)) for one in old]
        grids = [
            written(form, [local(one, form.source.source) for one in persons])
            for form, persons in ((first, old), (second, new))
        ]
        period = f"2019-{rng.randrange(10**9)}"
        steps = [Step(grid, period, "committed", grid.form.source.list_mode) for grid in grids]
        return Story(steps, [(PERSONS, [(5,)]), (NAME_CONFLICTS, [(0,)])], old)

    return make


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
    later_lists.KIND,
    receipts.SEQUEL,
)
