"""Pipes between a process and its children."""

from __future__ import annotations

import contextlib
import fcntl

PIPE_BYTES = 1 << 20
"""Capacity of a widened pipe, and most bytes of one read from it."""


def widen_pipe(pipe: int) -> None:
    """Raise the capacity of a pipe to 1 MB, so that its writer blocks less often. Does nothing where the system cannot.

    `pipe`: file descriptor of either end.
    """
    with contextlib.suppress(OSError, AttributeError):
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
