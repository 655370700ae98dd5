"""Reads numbers at many places of a stream at once: a sheet has half a million records, all of a few forms."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from transforms.intake.reading.xls.records import Places

Positions = npt.NDArray[np.int64]


class Octets:
    """The bytes of a workbook's stream, from which numbers at many positions are read at once. `content`: the stream.

    Positions are byte positions in the stream. Numbers are little-endian.
    """

    def __init__(self, content: bytes) -> None:
        self.content = content
        self._octets = np.frombuffer(content, dtype=np.uint8)

    def starts(self, places: Places, kind: int, size: int) -> Positions:
        """Return the byte positions in the stream at which the contents of all records of one kind begin.

        The content is behind the record's head of four bytes. `kind`: number of the kind; `places`: kind -> positions
        of heads. Raises ValueError if a content has fewer than `size` bytes.
        """
        at = np.array(places.get(kind, ()), dtype=np.int64) + 4
        if len(at) and int(self.shorts(at - 2).min()) < size:
            raise ValueError("a record that is too short")
        return at

    def exact(self, places: Places, kind: int, size: int) -> Positions:
        """Return the byte positions in the stream at which the contents of all records of one kind begin.

        `kind`: number of the kind; `places`: kind -> positions of heads. Raises ValueError unless each content has
        exactly `size` bytes: another length means that the record is not of this kind.
        """
        at = self.starts(places, kind, size)
        if len(at) and int(self.shorts(at - 2).max()) > size:
            raise ValueError("a record that is too long")
        return at

    def bytes_at(self, at: Positions) -> Positions:
        """Return the byte (0 to 255) at each of the byte positions `at` in the stream, in their order."""
        return self._octets[at].astype(np.int64)

    def shorts(self, at: Positions) -> Positions:
        """Return the unsigned two-byte number at each of the byte positions `at` in the stream, in their order."""
        return self._octets[at] | (self._octets[at + 1].astype(np.int64) << 8)

    def longs(self, at: Positions) -> Positions:
        """Return the unsigned four-byte number at each of the byte positions `at` in the stream, in their order."""
        return self.shorts(at) | (self.shorts(at + 2) << 16)

    def doubles(self, at: Positions) -> npt.NDArray[np.float64]:
        """Return the eight-byte floating-point number at each of the byte positions `at`, in their order."""
        octets = self._octets[at[:, None] + np.arange(8)]
        return np.frombuffer(octets.tobytes(), dtype="<f8")

    def packed_numbers(self, at: Positions) -> npt.NDArray[np.float64]:
        """Return the number that is packed into four bytes (RK) at each of the byte positions `at`, in their order.

        It is a whole number or the upper half of a double (second bit), and is divided by 100 if the lowest bit is set.
        """
        packed = self.longs(at)
        whole = (packed >> 2) - ((packed >> 31) << 30)
        halves = ((packed & 0xFFFFFFFC) << 32).view(np.float64)
        values = np.where(packed & 2, whole.astype(np.float64), halves)
        return np.where(packed & 1, values / 100, values)
