"""A large list is sealed by copies of the process: its numbers are hashed while its rows are judged, and numbers and
names are enciphered while its rows are staged.

To judge half a million rows takes a second, as each of the others does, and none waits for another. What was hashed
ahead is used where the judged number is the text that was read; one that was written otherwise is hashed when it is
asked for. So a list is loaded alike with and without.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.runtime.fork import forked
from transforms.identity.keyring import Keyring
from transforms.identity.resident_documents import is_plain
from transforms.identity.sealing import KEY, Ciphers, Sealer, hashed
from transforms.intake.base.raw_table import RawTable
from transforms.intake.gate.batches import WINDOW_ROWS


class Ahead(Sealer):
    """A sealer that begins with the list which was `read` last. A context manager: copies end with it."""

    def __init__(self, keyring: Keyring, may_copy: Callable[[], bool]) -> None:
        """`may_copy`: whether no other thread is at work, so that a copy of the process can be made."""
        super().__init__(keyring)
        self._may_copy = may_copy
        self._begun: _Begun | None = None
        self._at_work: forked[Ciphers] | None = None

    def read(self, raw: RawTable) -> None:
        """Begin with a table that has been read, if it is large and about persons; what was begun before ends."""
        self.give_up()
        if raw.row_count >= WINDOW_ROWS and "document_number" in raw.table.column_names and self._may_copy():
            numbers = raw.table["document_number"].combine_chunks()
            self._begun = _Begun(raw.table["row_no"], numbers, forked(partial(_keys_of_plain, self._keyring, numbers)))

    def keys(self, rows: pa.Table) -> pa.Array:
        begun, self._begun = self._begun, None
        if begun is None:
            return super().keys(rows)
        keys = begun.of(rows)
        unknown = pc.is_null(keys)
        if not pc.any(unknown).as_py():
            return keys
        return pc.replace_with_mask(keys, unknown, super().keys(rows.filter(unknown)))

    def ciphers(self, rows: pa.Table) -> Callable[[], Ciphers]:
        work = super().ciphers(rows)
        if rows.num_rows < WINDOW_ROWS or not self._may_copy():
            return work
        self._at_work = forked(work)
        return self._at_work

    def give_up(self) -> None:
        """Nobody waits any more for what was begun."""
        if self._begun is not None:
            self._begun.at_work.give_up()
        if self._at_work is not None:
            self._at_work.give_up()
        self._begun = self._at_work = None

    def __enter__(self) -> Ahead:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.give_up()


class _Begun(NamedTuple):
    """The numbers that were read, by their rows, and a copy that hashes them."""

    row_no: pa.ChunkedArray
    numbers: pa.Array
    at_work: forked[pa.Array]

    def of(self, rows: pa.Table) -> pa.Array:
        """The key of each row whose number is what was read there, and null."""
        keys = self.at_work()
        read = np.searchsorted(self.row_no.to_numpy(), rows["row_no"].to_numpy())
        place = pa.array(np.minimum(read, len(self.numbers) - 1))
        is_same = pc.equal(self.numbers.take(place), rows["document_number"].combine_chunks())
        return pc.if_else(is_same, keys.take(place), pa.scalar(None, KEY))


def _keys_of_plain(keyring: Keyring, numbers: pa.Array) -> pa.Array:
    """The key of each number that stays as it is written, and null: the others are known when they are judged."""
    plain = is_plain(numbers)
    keys = hashed(keyring, numbers.filter(plain))
    if len(keys) == len(numbers):
        return keys
    return pc.replace_with_mask(pa.nulls(len(numbers), KEY), plain, keys)
