"""What `make run` says while it works: never silent for longer than a few seconds."""

from __future__ import annotations

import threading
import time
from types import TracebackType

SILENCE_SECONDS = 4.0


class Console:
    """Prints lines with the seconds since the start; repeats what is going on when nothing was said for a while."""

    def __init__(self) -> None:
        self._start = self._spoken = time.monotonic()
        self._doing: dict[str, str] = {}
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._remind, daemon=True)

    def __enter__(self) -> Console:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._start

    def say(self, text: str) -> None:
        with self._lock:
            self._spoken = time.monotonic()
            print(f"[{self.seconds:5.0f} s] {text}", flush=True)

    def doing(self, part: str, text: str) -> None:
        """Note what a part is busy with (said again when nothing else is); an empty text means it is done."""
        with self._lock:
            self._doing.pop(part, None)
            if text:
                self._doing[part] = text

    def _remind(self) -> None:
        while not self._ended.wait(0.5):
            if time.monotonic() - self._spoken >= SILENCE_SECONDS:
                self.say("… " + ("; ".join(f"{part}: {text}" for part, text in list(self._doing.items())) or "working"))
