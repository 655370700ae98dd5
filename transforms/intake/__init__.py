"""Reading deliveries under guard, normalising them and deciding about them."""

from transforms.intake.batches import Delivered, gate_ahead, gate_files, known
from transforms.intake.context import Awaited, Context, GateResult, SourceLike, Validate
from transforms.intake.gate import gate_file, gate_table
from transforms.intake.guards import Limits
from transforms.intake.layout import Layout, LayoutError, Layouts, load_layout, read_layouts
from transforms.intake.raw import RawTable
from transforms.intake.reader import Reader
from transforms.intake.reasons import ReadRefused, Reason, message_zh

__all__ = [
    "Awaited", "Context", "Delivered", "GateResult", "Layout", "LayoutError", "Layouts", "Limits", "RawTable",
    "ReadRefused", "Reader", "Reason", "SourceLike", "Validate", "gate_ahead", "gate_file", "gate_files", "gate_table",
    "known", "load_layout", "message_zh", "read_layouts",
]  # fmt: skip
