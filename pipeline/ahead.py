"""What a large list holds is sealed while its rows are judged: two copies of the process hash and encipher meanwhile.

To judge half a million rows takes a second, as hashing and enciphering their numbers does, and none waits for the
others. What was sealed ahead is only looked up by its text: a number that is written otherwise is sealed when it is
asked for. So a list is loaded alike with and without.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import TracebackType

import pyarrow as pa
import pyarrow.compute as pc

from expectations.aside import forked
from transforms.identity.documents import is_plain
from transforms.identity.keyring import Keyring
from transforms.identity.sealing import Sealed, Sealer
from transforms.intake import RawTable
from transforms.intake.batches import WINDOW_ROWS
from transforms.intake.names import clean_names


class Ahead:
    """A `Sealing` that begins with the list which was `read` last. A context manager: copies end with it."""

    def __init__(self, keyring: Keyring, may_copy: Callable[[], bool]) -> None:
        """`may_copy`: whether no other thread is at work, so that a copy of the process can be made."""
        self._sealer = Sealer(keyring)
        self._may_copy = may_copy
        self._keys = self._ciphers = _Begun()

    def read(self, raw: RawTable) -> None:
        """Begin with a table that has been read, if it is large and about persons; what was begun before ends."""
        self.give_up()
        is_about_persons = {"document_number", "name"} <= set(raw.table.column_names)
        if raw.row_count >= WINDOW_ROWS and is_about_persons and self._may_copy():
            self._keys = _Begun(partial(_keys_of, self._sealer, raw.table))
            self._ciphers = _Begun(partial(_ciphers_of, self._sealer, raw.table))

    def keys(self, numbers: pa.Array) -> pa.Array:
        return self._keys.sealed(numbers, self._sealer.keys)

    def ciphers(self, texts: pa.Array) -> pa.Array:
        return self._ciphers.sealed(texts, self._sealer.ciphers)

    def give_up(self) -> None:
        """Nobody waits any more for what was begun."""
        self._keys.give_up()
        self._ciphers.give_up()
        self._keys = self._ciphers = _Begun()

    def __enter__(self) -> Ahead:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.give_up()


class _Begun:
    """What a copy is sealing, if it is; waited for when it is asked for first."""

    def __init__(self, work: Callable[[], Sealed] | None = None) -> None:
        self._at_work = forked(work) if work else None
        self._known: Sealed | None = None

    def sealed(self, texts: pa.Array, seal: Callable[[pa.Array], pa.Array]) -> pa.Array:
        """The sealed form of each text: as it was sealed ahead, or by `seal`."""
        if self._at_work is not None:
            self._known, self._at_work = self._at_work(), None
        if self._known is None:
            return seal(texts)
        found = self._known.of(texts)
        unknown = pc.and_(pc.is_null(found), pc.is_valid(texts))
        if not pc.any(unknown).as_py():
            return found
        return pc.replace_with_mask(found, unknown, seal(texts.filter(unknown)))

    def give_up(self) -> None:
        if self._at_work is not None:
            self._at_work.give_up()


def _keys_of(sealer: Sealer, table: pa.Table) -> Sealed:
    numbers = _plain_numbers(table)
    return Sealed(numbers, sealer.keys(numbers))


def _ciphers_of(sealer: Sealer, table: pa.Table) -> Sealed:
    texts = pa.concat_arrays([_plain_numbers(table), clean_names(table["name"]).unique()])
    return Sealed(texts, sealer.ciphers(texts))


def _plain_numbers(table: pa.Table) -> pa.Array:
    """Numbers that stay as they are written; the others are known when they are judged."""
    numbers = table["document_number"].combine_chunks()
    return numbers.filter(is_plain(numbers))
