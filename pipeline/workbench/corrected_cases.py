"""Worked cases of a corrected pack: what the pack before gave, what the correction makes of it, and by which way.

Three runs of production's statements: the old pack, the new pack from the start, and the old warehouse corrected to the
new pack. The last two must agree: a result is a function of facts, pack and business date.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.assess import run as assess
from pipeline.runtime.database import loader
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from pipeline.workbench import cases as policy_cases
from pipeline.workbench.cases import CasesReport, Results
from transforms.policy import Pack
from transforms.policy.cases.compare import Move, moves
from transforms.policy.cases.facts import person_key
from transforms.policy.cases.model import Case
from transforms.policy.diff.correction_check import CorrectionRefused


@dataclass
class CorrectedReport:
    """`before`: the cases under the old pack, held against what they say of it. `after`: under the new one.

    `moved`: what the correction changes, by sentence, each on the case's own day. `refused`: the correction would not
    be accepted. `unlike`: sentences whose account, once corrected, is not that of a fresh load.
    """

    before: CasesReport
    after: CasesReport
    moved: dict[str, list[Move]]
    refused: CorrectionRefused | None = None
    unlike: dict[str, list[Move]] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        """Both packs give what the cases say, and the correction is accepted and gives what a fresh load gives."""
        wrong = self.refused or self.unlike or self.before.differences or self.before.broken
        return self.after.is_good and not wrong


def run(old: Settings, new: Settings, packs: tuple[Pack, Pack], cases: Sequence[Case]) -> CorrectedReport:
    """Run the cases in two scratch warehouses, whose settings name the folders of the old and the new pack."""
    before = policy_cases.run(old, packs[0], [_as_before(case) for case in cases], written_for=packs[1])
    after = policy_cases.run(new, packs[1], cases)
    report = CorrectedReport(before, after, _moved(before.results, after.results))
    corrected = replace(old, policies_dir=new.policies_dir)
    try:
        assess.run(corrected, packs[1].pack_code, max(case.text.as_of for case in cases))
    except CorrectionRefused as error:
        report.refused = error
        return report
    report.unlike = _moved(_standing(new, packs[1], cases), _standing(corrected, packs[1], cases))
    before.broken += [one for one in invariants.run(corrected, packs[1].pack_code) if one.problems]
    return report


def _as_before(case: Case) -> Case:
    """The case with what it says of the old pack; what is a known fault of the new one is none of the old."""
    return replace(case, expect=case.before, text=case.text.model_copy(update={"known_fault": None}))


def _moved(before: dict[str, Results], after: dict[str, Results]) -> dict[str, list[Move]]:
    found = {sentence: moves(before.get(sentence, {}), results) for sentence, results in after.items()}
    return {sentence: moved for sentence, moved in found.items() if moved}


def _standing(settings: Settings, pack: Pack, cases: Sequence[Case]) -> dict[str, Results]:
    """The accounts as they stand on the last day."""
    keys = {case.sentence: person_key(pack.pack_code, case) for case in cases}
    with loader(settings).connect() as conn:
        found = policy_cases.accounts(conn, pack, list(keys.values()))
    return {sentence: found.get(key, {}) for sentence, key in keys.items()}
