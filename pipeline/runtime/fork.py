"""Run a function in a copy of this process on another core, for example the suite of a large list while it is loaded.

The copy has the caller's values and imported modules, so nothing is sent to it and nothing is imported again.
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


class forked(Generic[T]):  # noqa: N801 - called like the function that it runs
    """`work`, started in a copy of the process. Calling the object waits for the result, which must be picklable.

    If the copy cannot be made, fails, dies or takes longer than `wait_seconds`, the call runs `work` in this process
    instead, and raises what it raises. So `work` must change nothing. No other thread of the caller may be active when
    the copy is made. A caller that no longer needs the result calls `cancel`.
    """

    def __init__(self, work: Callable[[], T], wait_seconds: float = WAIT_SECONDS) -> None:
        self._work, self._seconds = work, wait_seconds
        self._child, self._receiving = 0, -1
        receiving, sending = os.pipe()
        widen_pipe(sending)
        try:
            with warnings.catch_warnings():
                # Python warns: a lock that another thread holds stays locked in the copy. Arrow's threads are idle.
                warnings.simplefilter("ignore", DeprecationWarning)
                child = os.fork()
        except OSError:  # no memory or no process left
            os.close(receiving)
            os.close(sending)
            return
        if child == 0:
            _send_result(work, sending, wait_seconds)
        os.close(sending)
        self._child, self._receiving = child, receiving

    def __call__(self) -> T:
        result = _receive(self._receiving, self._seconds) if self._child else bytearray()
        self.cancel()
        try:
            return pickle.loads(result)  # type: ignore[no-any-return]
        except (EOFError, pickle.UnpicklingError):  # the copy sent nothing, or died while sending
            return self._work()

    def cancel(self) -> None:
        """End the copy of the process if it still runs, and discard its result; a later call runs `work` itself."""
        child, self._child = self._child, 0
        if child:
            os.close(self._receiving)
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _send_result(work: Callable[[], object], sending: int, seconds: float) -> NoReturn:
    """In the copy: send the pickled result, or nothing if `work` fails, and exit without clean-up of the caller's."""
    try:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        signal.alarm(int(seconds) + 1)  # the caller may have died
        gc.disable()  # a collection touches, and so copies, all memory of the caller
        logging.disable(logging.CRITICAL)  # messages may quote values, and the caller's log has one writer
        # Close the caller's connections: if the caller dies, the server must notice it and free its locks.
        os.closerange(len(_STANDARD_STREAMS), sending)
        os.closerange(sending + 1, min(os.sysconf("SC_OPEN_MAX"), 1 << 20))
        null = Path(os.devnull).open("r+")  # noqa: SIM115 - open until the process ends
        for stream in _STANDARD_STREAMS:
            os.dup2(null.fileno(), stream)
        sys.stdout = sys.stderr = null
        result = memoryview(pickle.dumps(work()))
        while result:
            result = result[os.write(sending, result) :]
    finally:
        os._exit(0)


def _receive(receiving: int, seconds: float) -> bytearray:
    """Return every byte that the copy sends until it exits; nothing if that takes longer than `seconds`."""
    received, until = bytearray(), time.monotonic() + seconds
    while select.select([receiving], [], [], max(0.0, until - time.monotonic()))[0]:
        part = os.read(receiving, PIPE_BYTES)
        if not part:
            return received
        received += part
    return bytearray()
