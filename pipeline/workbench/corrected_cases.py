"""Compute worked cases under a pack, under its correction, and by the correction of the old pack's warehouse.

The cases run three times through production's statements: by the old pack, by the new pack from the start, and in the
old pack's warehouse after it was corrected to the new pack. The last two must agree, because a result is a function of
facts, pack and business date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.assess import run as assess
from pipeline.runtime.database import loader
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from pipeline.workbench import cases as worked_cases
from pipeline.workbench.cases import CasesReport
from transforms.policy import Pack
from transforms.policy.cases.account import Accounts
from transforms.policy.cases.compare import ChangedValue, changed_values
from transforms.policy.cases.facts import person_key
from transforms.policy.cases.model import Case
from transforms.policy.diff.correction_check import CorrectionRefused


@dataclass
class CorrectedReport:
    """`before`: the cases under the old pack, compared with their `before_correction`. `after`: under the new pack.

    `moved`: the values that the correction changes, by sentence, on each case's own business date. `refused`: why the
    correction would not be accepted. `unlike`: values that differ between the corrected warehouse and a fresh load.
    """

    before: CasesReport
    after: CasesReport
    moved: dict[str, list[ChangedValue]]
    refused: CorrectionRefused | None = None
    unlike: dict[str, list[ChangedValue]] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        """Whether all three computations are right: the old pack, the new pack, and the correction.

        Both packs must give the results that the cases expect. The corrected warehouse must have the results of a fresh
        load of the new pack. False if the correction is refused.
        """
        wrong = self.refused or self.unlike or self.before.differences or self.before.broken
        return self.after.is_good and not wrong


def run(old: Settings, new: Settings, packs: tuple[Pack, Pack], cases: Sequence[Case]) -> CorrectedReport:
    """Compute worked cases under the old pack, under the new pack, and after a correction from the old to the new pack.

    `old`, `new`: settings of two empty scratch warehouses, each with the policies folder of its pack. `packs`: the old
    and the new pack, of one campaign. `cases`: written for the new pack; their `before_correction` states the results
    under the old pack. The report has `before` and `after` (results under each pack), `moved` (values that the
    correction changes), `refused` (why the correction is refused, or None), and `unlike` (values of the corrected
    warehouse that differ from a fresh load).
    """
    before = worked_cases.run(old, packs[0], [_before_correction(case) for case in cases], written_for=packs[1])
    after = worked_cases.run(new, packs[1], cases)
    report = CorrectedReport(before, after, _changed(before.results, after.results))
    corrected = replace(old, policies_dir=new.policies_dir)
    try:
        assess.run(corrected, packs[1].pack_code, max(case.text.as_of for case in cases))
    except CorrectionRefused as error:
        report.refused = error
        return report
    report.unlike = _changed(_last_accounts(new, packs[1], cases), _last_accounts(corrected, packs[1], cases))
    before.broken += [finding for finding in invariants.run(corrected, packs[1].pack_code) if finding.problems]
    return report


def _before_correction(case: Case) -> Case:
    """Return the case with its results under the old pack; a known fault of the new pack is no fault of the old."""
    return replace(case, expect=case.before, text=case.text.model_copy(update={"known_fault": None}))


def _changed(before: Mapping[str, Accounts], after: Mapping[str, Accounts]) -> dict[str, list[ChangedValue]]:
    """Return the changed values of each case in `after`, by sentence; cases without a change are left out."""
    by_sentence = {sentence: changed_values(before.get(sentence, {}), accounts) for sentence, accounts in after.items()}
    return {sentence: changed for sentence, changed in by_sentence.items() if changed}


def _last_accounts(settings: Settings, pack: Pack, cases: Sequence[Case]) -> dict[str, Accounts]:
    """Load the accounts after the last assessment, by sentence."""
    keys = {case.sentence: person_key(pack.pack_code, case) for case in cases}
    with loader(settings).connect() as conn:
        accounts = worked_cases.load_accounts(conn, pack, list(keys.values()))
    return {sentence: accounts.get(key, {}) for sentence, key in keys.items()}
