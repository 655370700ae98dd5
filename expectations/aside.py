"""Work in a copy of this process, on another core: a large list is loaded while its suite looks at it.

A copy has the caller's values and Great Expectations as they are, so nothing is sent and nothing imported again.
"""

from __future__ import annotations

import logging
import os
import pickle
import select
import signal
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TypeVar

T = TypeVar("T")
WAIT_SECONDS = 300
_STANDARD_STREAMS = (0, 1, 2)


def forked(work: Callable[[], T], wait_seconds: float = WAIT_SECONDS) -> Callable[[], T]:
    """Start `work` and return what waits for its result, which must be small and can be pickled.

    A copy that fails, dies or takes longer than `wait_seconds` is given up, and `work` is done here: so it must change
    nothing, and what it raises is raised here. No other thread of the caller may be at work when it is copied.
    """
    receiving, sending = os.pipe()
    with warnings.catch_warnings():
        # Python warns of threads, for a lock that one of them holds stays locked in the copy. Arrow's are idle.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        _answer(work, sending)
    os.close(sending)

    def result() -> T:
        try:
            answer = _received(receiving, wait_seconds)
        finally:
            os.close(receiving)
            os.kill(child, signal.SIGKILL)  # it has answered, or is given up
            os.waitpid(child, 0)
        return pickle.loads(answer) if answer else work()  # type: ignore[no-any-return]

    return result


def _answer(work: Callable[[], object], sending: int) -> NoReturn:
    """In the copy: send the result, or nothing, and end without tidying up what belongs to the caller."""
    try:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        logging.disable(logging.CRITICAL)  # its messages may quote values, and the caller's log has one writer
        nothing = Path(os.devnull).open("r+")  # noqa: SIM115 - until the end
        for stream in _STANDARD_STREAMS:
            os.dup2(nothing.fileno(), stream)
        sys.stdout = sys.stderr = nothing
        answer = memoryview(pickle.dumps(work()))
        while answer:
            answer = answer[os.write(sending, answer) :]
    finally:
        os._exit(0)


def _received(receiving: int, wait_seconds: float) -> bytes:
    """All that the copy sends until it ends; b'' if it takes too long."""
    found = b""
    while select.select([receiving], [], [], wait_seconds)[0]:
        part = os.read(receiving, 1 << 16)
        if not part:
            return found
        found += part
    return b""
