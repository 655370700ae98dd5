"""Errors that may be gone a minute later, so that a retry makes sense. The only list of them.

The DAG files import this module each time they are read. It must stay light.
"""

from __future__ import annotations

from typing import Final

import psycopg
from sqlalchemy.exc import OperationalError


class TransientFailure(Exception):  # noqa: N818 - a mark that an error class has as its second base
    """Mark of an error class: at least one of the errors that an error of the class collects is transient."""


TRANSIENT: Final[tuple[type[BaseException], ...]] = (
    TransientFailure,
    OperationalError,
    psycopg.OperationalError,
    ConnectionError,
    TimeoutError,
)


def is_transient(error: BaseException) -> bool:
    """Return whether an error may be gone at a retry, such as a lost connection or a timeout.

    It may be if the error, or one of its causes and contexts at any depth, is of a class in TRANSIENT: errors of
    connections, timeouts, and errors that contain such an error.
    """
    pending, checked = [error], set[int]()
    while pending:
        current = pending.pop()
        if isinstance(current, TRANSIENT):
            return True
        checked.add(id(current))
        origins = (current.__cause__, current.__context__)
        pending += [origin for origin in origins if origin is not None and id(origin) not in checked]
    return False
