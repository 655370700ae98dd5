"""Reads numbers at many places of a stream at once: a sheet has half a million records, all of a few forms."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from transforms.intake.reading.xls.records import Places

Positions = npt.NDArray[np.int64]


class Octets:
    """The bytes of a workbook's stream."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self._octets = np.frombuffer(content, dtype=np.uint8)

    def starts(self, places: Places, kind: int, size: int) -> Positions:
        """Return where the contents of the records of a kind begin.

        Raises ValueError if a record is shorter than `size`.
        """
        at = np.array(places.get(kind, ()), dtype=np.int64) + 4
        if len(at) and int(self.shorts(at - 2).min()) < size:
            raise ValueError("a record that is too short")
        return at

    def exact(self, places: Places, kind: int, size: int) -> Positions:
        """Return where the contents of the records of a kind begin.

        Raises ValueError if a record has another size: it is a record of another kind under this number.
        """
        at = self.starts(places, kind, size)
        if len(at) and int(self.shorts(at - 2).max()) > size:
            raise ValueError("a record that is too long")
        return at

    def bytes_at(self, at: Positions) -> Positions:
        """Return the byte at each place."""
        return self._octets[at].astype(np.int64)

    def shorts(self, at: Positions) -> Positions:
        """Return the number of two bytes at each place."""
        return self._octets[at] | (self._octets[at + 1].astype(np.int64) << 8)

    def longs(self, at: Positions) -> Positions:
        """Return the number of four bytes at each place, without a sign."""
        return self.shorts(at) | (self.shorts(at + 2) << 16)

    def doubles(self, at: Positions) -> npt.NDArray[np.float64]:
        """Return the floating number of eight bytes at each place."""
        octets = self._octets[at[:, None] + np.arange(8)]
        return np.frombuffer(octets.tobytes(), dtype="<f8")

    def packed_numbers(self, at: Positions) -> npt.NDArray[np.float64]:
        """Return the number of each place that is packed into four bytes (RK): a whole number or the half of a double.

        Its lowest bit divides it by 100.
        """
        packed = self.longs(at)
        whole = (packed >> 2) - ((packed >> 31) << 30)
        halves = ((packed & 0xFFFFFFFC) << 32).view(np.float64)
        values = np.where(packed & 2, whole.astype(np.float64), halves)
        return np.where(packed & 1, values / 100, values)
