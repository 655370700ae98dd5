"""Names: dress off, nothing else changed; what no name can hold is a fault."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.columns import Mask, mask

MAX_NAME_CHARACTERS = 50
_SPACE = r"\s\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff"
_DRESS_RE2 = r"[\s\x{00a0}\x{3000}\x{200b}-\x{200d}\x{2060}\x{feff}\x{ff0e}\x{2022}\x{30fb}\x{2027}\x{2024}\x{318d}]"
_DOTS = re.compile("[\uff0e\u2022\u30fb\u2027\u2024\u318d]")
_AROUND_DOT = re.compile(f"[{_SPACE}]*\u00b7[{_SPACE}]*")
_BETWEEN_CHINESE = re.compile(
    f"(?<=[\u2e80-\u9fff\U00020000-\U0003ffff])[{_SPACE}]+(?=[\u2e80-\u9fff\U00020000-\U0003ffff])"
)
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff]")
_RUNS = re.compile(f"[{_SPACE}]+")
# Controls, bidi marks, replacement characters, emoji, and the two faces of text read in the wrong encoding.
_FORBIDDEN_RE2 = (
    r"[\x{0000}-\x{001f}\x{007f}-\x{009f}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}\x{fffd}"
    r"\x{2600}-\x{27bf}\x{1f000}-\x{1faff}]|锟斤拷|ï¿½|\?\?|#N/A|#REF!|#VALUE!|#NAME\?|#DIV/0!"
)
_PRIVATE_RE2 = r"[\x{e000}-\x{f8ff}\x{f0000}-\x{10fffd}]"


def clean_name(text: str) -> str:
    """One spelling of a name: outer and inner blanks out (kept single between Latin words), the middle dot U+00B7."""
    text = _INVISIBLE.sub("", _DOTS.sub("\u00b7", text))
    text = _AROUND_DOT.sub("\u00b7", _BETWEEN_CHINESE.sub("", text))
    return _RUNS.sub(" ", text).strip()


def clean_names(column: pa.ChunkedArray) -> pa.Array:
    """`clean_name` of a column; only texts that hold dress are touched."""
    array = column.combine_chunks()
    dressed = np.flatnonzero(mask(pc.match_substring_regex(array, _DRESS_RE2)))
    if not len(dressed):
        return array
    marks = np.zeros(len(array), dtype=bool)
    marks[dressed] = True
    cleaned = [clean_name(text) for text in array.take(pa.array(dressed)).to_pylist()]
    return pc.replace_with_mask(array, pa.array(marks), pa.array(cleaned, pa.string()))


def name_faults(names: pa.Array) -> dict[str, Mask]:
    """Reason code -> mask, over cleaned names."""
    return {
        "name_blank": mask(pc.equal(names, "")),
        "name_length": mask(pc.greater(pc.utf8_length(names), MAX_NAME_CHARACTERS)),
        "name_characters": mask(pc.match_substring_regex(names, _FORBIDDEN_RE2)),
    }


def private_glyphs(names: pa.Array) -> Mask:
    """Characters that only the sender's own font can draw."""
    return mask(pc.match_substring_regex(names, _PRIVATE_RE2))


def forbidden(column: pa.Array | pa.ChunkedArray) -> Mask:
    """Texts with control characters, mojibake or error cells in them."""
    return mask(pc.match_substring_regex(column, _FORBIDDEN_RE2))
