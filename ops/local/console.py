"""Progress lines of `make run`: at least one every few seconds."""

from __future__ import annotations

import threading
import time
from types import TracebackType

SILENCE_SECONDS = 4.0


class Console:
    """Prints lines with the seconds since the start; after SILENCE_SECONDS prints the steps in progress."""

    def __init__(self) -> None:
        self._start = self._last_line_at = time.monotonic()
        self._in_progress: dict[str, str] = {}
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._break_silence, daemon=True)

    def __enter__(self) -> Console:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()

    @property
    def seconds(self) -> float:
        """Seconds since this console was created."""
        return time.monotonic() - self._start

    def say(self, text: str) -> None:
        """Print a line to the standard output at once, after the seconds since this console was created."""
        with self._lock:
            self._last_line_at = time.monotonic()
            print(f"[{self.seconds:5.0f} s] {text}", flush=True)

    def doing(self, part: str, text: str) -> None:
        """Record the present step of a part of the run, such as ("Airflow", "starting"); prints nothing itself.

        `part`: name of a part that runs in parallel with others; `text`: its step, empty if the part has finished. The
        console prints all recorded steps after SILENCE_SECONDS without a line.
        """
        with self._lock:
            self._in_progress.pop(part, None)
            if text:
                self._in_progress[part] = text

    def _break_silence(self) -> None:
        while not self._ended.wait(0.5):
            if time.monotonic() - self._last_line_at >= SILENCE_SECONDS:
                self.say(
                    "… " + ("; ".join(f"{part}: {text}" for part, text in list(self._in_progress.items())) or "working")
                )
