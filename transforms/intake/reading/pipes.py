"""Pipes between a process and its children."""

from __future__ import annotations

import contextlib
import fcntl

PIPE_BYTES = 1 << 20
"""What a pipe holds, and what is taken out of it at once."""


def widen(pipe: int) -> None:
    """Make a pipe hold more than usual, where that can be: who writes much into it waits less often."""
    with contextlib.suppress(OSError, AttributeError):
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
