"""Seal a large list in copies of the process, in parallel with judging and staging its rows.

Document numbers are hashed while rows are judged; numbers and names are encrypted while rows are staged. For half a
million rows each of these takes about a second, and none needs the result of another. A hash that was computed in
advance is used if the judged number equals the text that was read; other numbers are hashed when their keys are needed.
So the result is the same with and without copies.
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
from transforms.identity.sealing import KEY, Ciphers, Sealer, hash_texts
from transforms.intake.base.raw_table import RawTable
from transforms.intake.gate.batches import WINDOW_ROWS


class ForkingSealer(Sealer):
    """A sealer that starts to hash a list as soon as it is read. A context manager: its copies end with the block."""

    def __init__(self, keyring: Keyring, may_fork: Callable[[], bool]) -> None:
        """`may_fork`: whether no other thread is running, so that the process can be copied."""
        super().__init__(keyring)
        self._may_fork = may_fork
        self._hashing: _Hashing | None = None
        self._sealing: forked[Ciphers] | None = None

    def begin(self, raw: RawTable) -> None:
        """Start to hash the document numbers of a large table in a copy of the process; `keys` takes the hashes later.

        `raw`: the table as it was read from the file. Ends work that an earlier call has started. Starts nothing for a
        small table, for one without document numbers, or while another thread runs.
        """
        self.cancel()
        if raw.row_count >= WINDOW_ROWS and "document_number" in raw.table.column_names and self._may_fork():
            numbers = raw.table["document_number"].combine_chunks()
            hashes = forked(partial(_keys_of_plain, self._keyring, numbers))
            self._hashing = _Hashing(raw.table["row_no"], numbers, hashes)

    def keys(self, rows: pa.Table) -> pa.Array:
        """Return the alias key (keyed hash of the document number, 16 bytes) of each row, in the order of the rows.

        `rows`: judged rows with the columns row_no and document_number. The first call after `begin` waits for its
        hashes and computes only those that are missing; the keys are the same without `begin`.
        """
        hashing, self._hashing = self._hashing, None
        if hashing is None:
            return super().keys(rows)
        keys = hashing.keys_of(rows)
        unknown = pc.is_null(keys)
        if not pc.any(unknown).as_py():
            return keys
        return pc.replace_with_mask(keys, unknown, super().keys(rows.filter(unknown)))

    def ciphers(self, rows: pa.Table) -> Callable[[], Ciphers]:
        """Return a function that returns the ciphers of the rows' numbers and names, one pair per row.

        `rows`: clean rows with the columns document_number and name; a blank has the cipher null. For many rows a copy
        of the process starts to encrypt at once, and the function waits for it; for few rows the function encrypts when
        it is called.
        """
        work = super().ciphers(rows)
        if rows.num_rows < WINDOW_ROWS or not self._may_fork():
            return work
        self._sealing = forked(work)
        return self._sealing

    def cancel(self) -> None:
        """Stop the running copies of the process and discard their results."""
        if self._hashing is not None:
            self._hashing.hashes.cancel()
        if self._sealing is not None:
            self._sealing.cancel()
        self._hashing = self._sealing = None

    def __enter__(self) -> ForkingSealer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cancel()


class _Hashing(NamedTuple):
    """The numbers of a table that was read, by row, and the copy of the process that hashes them."""

    row_no: pa.ChunkedArray
    numbers: pa.Array
    hashes: forked[pa.Array]

    def keys_of(self, rows: pa.Table) -> pa.Array:
        """Return the key of each row whose document number judging left as it was read, null for each other row.

        `rows`: judged rows with the columns row_no and document_number.
        """
        keys = self.hashes()
        positions = np.searchsorted(self.row_no.to_numpy(), rows["row_no"].to_numpy())
        place = pa.array(np.minimum(positions, len(self.numbers) - 1))
        is_equal = pc.equal(self.numbers.take(place), rows["document_number"].combine_chunks())
        return pc.if_else(is_equal, keys.take(place), pa.scalar(None, KEY))


def _keys_of_plain(keyring: Keyring, numbers: pa.Array) -> pa.Array:
    """Return the key of each number that judging leaves unchanged, else null."""
    plain = is_plain(numbers)
    keys = hash_texts(keyring, numbers.filter(plain))
    if len(keys) == len(numbers):
        return keys
    return pc.replace_with_mask(pa.nulls(len(numbers), KEY), plain, keys)
