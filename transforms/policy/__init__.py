"""Policy packs: one notice as strict data, checked, compiled into rows, with its calendar."""

from transforms.policy.compile.plausible_amounts import claimable_amounts_fen, plausible_amounts_fen
from transforms.policy.compile.tables import compile_pack
from transforms.policy.load.loader import campaign_id, check_pack, load_pack, review_pack
from transforms.policy.model.pack import Pack
from transforms.policy.model.slots import Slot, all_slots, due_days, publications_due
from transforms.policy.model.sources import Source
from transforms.strict_yaml.problems import PackError, Problem

__all__ = [
    "Pack",
    "PackError",
    "Problem",
    "Slot",
    "Source",
    "all_slots",
    "campaign_id",
    "check_pack",
    "claimable_amounts_fen",
    "compile_pack",
    "due_days",
    "load_pack",
    "plausible_amounts_fen",
    "publications_due",
    "review_pack",
]
