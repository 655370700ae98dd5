"""Work in a copy of this process, on another core: a large list is loaded while its suite looks at it.

A copy has the caller's values and Great Expectations as they are, so nothing is sent and nothing imported again.
"""

from __future__ import annotations

import gc
import logging
import os
import pickle
import select
import signal
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Generic, NoReturn, TypeVar

from transforms.intake.reading.pipes import PIPE_BYTES, widen_pipe

T = TypeVar("T")
WAIT_SECONDS = 60
_STANDARD_STREAMS = (0, 1, 2)


class forked(Generic[T]):  # noqa: N801 - called like the function that it stands for
    """`work`, started in a copy; calling it waits for the result, which can be pickled.

    A copy that cannot be made, fails, dies or takes longer than `wait_seconds` is given up, and `work` is done here: so
    it must change nothing, and what it raises is raised here. No other thread of the caller may be at work when it is
    copied. Nobody need wait: `give_up` ends the copy.
    """

    def __init__(self, work: Callable[[], T], wait_seconds: float = WAIT_SECONDS) -> None:
        self._work, self._seconds = work, wait_seconds
        self._child, self._receiving = 0, -1
        receiving, sending = os.pipe()
        widen_pipe(sending)
        try:
            with warnings.catch_warnings():
                # Python warns of threads, for a lock that one of them holds stays locked in the copy. Arrow's are idle.
                warnings.simplefilter("ignore", DeprecationWarning)
                child = os.fork()
        except OSError:  # no memory or no process left
            os.close(receiving)
            os.close(sending)
            return
        if child == 0:
            _answer(work, sending, wait_seconds)
        os.close(sending)
        self._child, self._receiving = child, receiving

    def __call__(self) -> T:
        answer = _received(self._receiving, self._seconds) if self._child else bytearray()
        self.give_up()
        try:
            return pickle.loads(answer)  # type: ignore[no-any-return]
        except (EOFError, pickle.UnpicklingError):  # nothing, or not all of it
            return self._work()

    def give_up(self) -> None:
        """End the copy, if it has not ended."""
        child, self._child = self._child, 0
        if child:
            os.close(self._receiving)
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _answer(work: Callable[[], object], sending: int, seconds: float) -> NoReturn:
    """In the copy: send the result, or nothing, and end without tidying up what belongs to the caller."""
    try:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        signal.alarm(int(seconds) + 1)  # the caller may be gone
        gc.disable()  # it would look at, and so copy, all that the caller has
        logging.disable(logging.CRITICAL)  # its messages may quote values, and the caller's log has one writer
        # The caller's connections: the server must see that the caller is gone, and free its locks, though we are here.
        os.closerange(len(_STANDARD_STREAMS), sending)
        os.closerange(sending + 1, min(os.sysconf("SC_OPEN_MAX"), 1 << 20))
        nothing = Path(os.devnull).open("r+")  # noqa: SIM115 - until the end
        for stream in _STANDARD_STREAMS:
            os.dup2(nothing.fileno(), stream)
        sys.stdout = sys.stderr = nothing
        answer = memoryview(pickle.dumps(work()))
        while answer:
            answer = answer[os.write(sending, answer) :]
    finally:
        os._exit(0)


def _received(receiving: int, seconds: float) -> bytearray:
    """All that the copy sends until it ends; nothing if it takes too long."""
    found, until = bytearray(), time.monotonic() + seconds
    while select.select([receiving], [], [], max(0.0, until - time.monotonic()))[0]:
        part = os.read(receiving, PIPE_BYTES)
        if not part:
            return found
        found += part
    return bytearray()
