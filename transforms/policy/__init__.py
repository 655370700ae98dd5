"""Policy packs: one notice as strict data, checked, compiled into rows, with its calendar."""

from transforms.policy.cadence import Slot, all_slots, due_days, publications_due
from transforms.policy.compile import compile_pack
from transforms.policy.loader import campaign_id, check_pack, load_pack, review_pack
from transforms.policy.pack import Pack
from transforms.policy.problems import PackError, Problem
from transforms.policy.sources import Source
from transforms.policy.usual import usual_amounts_fen

__all__ = [
    "Pack",
    "PackError",
    "Problem",
    "Slot",
    "Source",
    "all_slots",
    "campaign_id",
    "check_pack",
    "compile_pack",
    "due_days",
    "load_pack",
    "publications_due",
    "review_pack",
    "usual_amounts_fen",
]
