"""The damages of the polluter to names: characters that are lost, signs and notes beside a name, other spellings."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from tests.bad_inputs.damages import Damage, Polluted, bad, dress, renamed

_INVISIBLE = "\u00ad\u034f\u180e\u2060\ufe00"


def _remarked(kind: int, name: str, new: Callable[[str, random.Random], str], code: str) -> Damage:
    """A name of one person in the table that is loaded as it is written, with a remark."""

    def apply(one: Polluted) -> None:
        free = [line for line in one.free("name") if line.truth is not None]
        for line in one.rng.sample(free, min(len(free), 1)):
            assert line.truth is not None
            line.truth = replace(line.truth, name=new(line.truth.name, one.rng))
            one.put(line, "name", line.truth.name)
            one.warned.setdefault(id(line), set()).add(code)

    return Damage(kind, name, apply)


ALL: Sequence[Damage] = (
    bad(250, "a lost character", "name", lambda t, rng: f"{t[0]}{rng.choice('?？□■〓＿▲●')}{t[1:]}", "name_characters"),
    bad(250, "a number of HTML", "name", lambda t, rng: f"{t[0]}&#{ord(t[1])};{t[2:]}", "name_characters"),
    bad(255, "somebody", "name", lambda t, rng: f"{t[0]}某某", "name_masked"),
    bad(255, "an empty value", "name", lambda t, rng: rng.choice(["(null)", "N/A", "待核实"]), "name_missing"),
    _remarked(252, "a digit", lambda n, rng: f"{n}{rng.choice('12①²')}", "name_signs"),
    _remarked(253, "several persons", lambda n, rng: f"{n}等{rng.randint(2, 9)}人", "name_and_more"),
    _remarked(254, "a note", lambda n, rng: n + rng.choice(["亡", "(已故)", "之子", "新生儿"]), "name_and_more"),
    _remarked(256, "an empty value that may be a name", lambda n, rng: "NULL", "name_placeholder"),
    dress(257, "invisible in a name", "name", lambda t: _INVISIBLE[len(t) % 5].join(t) + "\u3164"),
    dress(258, "quotes around a name", "name", "“{}”".format),
    renamed(258, "a radical", lambda n: f"{n[0]}黄", lambda n: f"{n[0]}⻩"),
    dress(260, "invisible in a unit", "unit", lambda t: "\u180e".join(t) + "\u00ad"),
)
