"""Replace hashes of document numbers by the keys of their persons (`vault.alias`), before rows are staged or stored.

Before the first rotation of the keys the table is empty, and a hash is the person's key. Afterwards nearly every number
has an alias, so a large list asks for all of its hashes at once.
"""

from __future__ import annotations

import pyarrow as pa
from sqlalchemy import Connection

from transforms.identity.sealing import KEY
from warehouse import statements

_PART_KEYS = 100_000


def resolve(conn: Connection, hashes: pa.Array) -> pa.Array:
    """Return the person key of each hash (16 bytes), in the given order; a hash without an alias and null stay.

    `hashes`: of document numbers, under the current hash key.
    """
    if not len(hashes) or not statements.run(conn, "identity/aliases/has_alias").scalar_one():
        return hashes
    parts = [_resolved(conn, hashes.slice(start, _PART_KEYS)) for start in range(0, len(hashes), _PART_KEYS)]
    return pa.concat_arrays(parts)


def _resolved(conn: Connection, hashes: pa.Array) -> pa.Array:
    """Ask for one part. The answer is one text of bytes: as rows it would take ten times as long."""
    given = hashes.to_pylist()
    known = [key.hex() for key in given if key is not None]
    keys = statements.run(conn, "identity/aliases/resolve", alias_keys=known).scalar_one() or b""
    resolved = iter(range(0, len(keys), KEY.byte_width))
    if len(known) == len(given):
        return pa.Array.from_buffers(KEY, len(given), [None, pa.py_buffer(keys)])
    return pa.array([None if key is None else keys[(at := next(resolved)) : at + 16] for key in given], KEY)
