"""Reading deliveries under guard, normalising them and deciding about them."""

from transforms.intake.batches import Delivered, gate_files
from transforms.intake.context import Context, GateResult, SourceLike, Validate
from transforms.intake.gate import gate_file, gate_table
from transforms.intake.guards import Limits
from transforms.intake.layout import Layout, LayoutError, load_layout, load_layouts
from transforms.intake.raw import RawTable
from transforms.intake.reader import Reader
from transforms.intake.reasons import ReadRefused, Reason, message_zh

__all__ = [
    "Context", "Delivered", "GateResult", "Layout", "LayoutError", "Limits", "RawTable", "ReadRefused", "Reader",
    "Reason", "SourceLike", "Validate", "gate_file", "gate_files", "gate_table", "load_layout", "load_layouts",
    "message_zh",
]  # fmt: skip
