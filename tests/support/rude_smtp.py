"""A mail server on 127.0.0.1 that misbehaves at one step: it refuses, hangs, answers byte by byte, or hangs up."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections import Counter
from email import message_from_bytes
from types import TracebackType
from typing import Literal

Step = Literal["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "BODY", "QUIT", ""]
"""Where it misbehaves. BODY: the whole mail is received and kept, and its answer is at fault. "": nowhere."""
Manner = Literal["refuse", "busy", "hang", "tarpit", "drop"]
ANSWERS = {"CONNECT": "220 here", "EHLO": "250 here", "DATA": "354 go on", "QUIT": "221 bye"}
TARPIT_SECONDS = 0.02


class RudeServer:
    """Accepts mails, and misbehaves at `step` in the given manner towards `victim` (a recipient; "" = everybody).

    Before RCPT the server cannot know the recipient, so that it misbehaves towards everybody. `accepted` counts what
    the server kept by Message-ID; `accepted_at` has the seconds since the start of the first one for each recipient.
    """

    def __init__(self, step: Step = "", manner: Manner = "refuse", victim: str = "") -> None:
        self.step, self.manner, self.victim = step, manner, victim
        self.accepted: Counter[str] = Counter()
        self.accepted_at: dict[str, float] = {}
        self.order: list[tuple[str, str]] = []
        self.started = time.monotonic()
        self.port = 0

    def __enter__(self) -> RudeServer:
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(ready,), daemon=True)
        self._thread.start()
        assert ready.wait(10)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def mend(self) -> None:
        """Behave from now on."""
        self.step = ""

    def _serve(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._talk, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        recipient = ""
        try:
            await self._answer(writer, "CONNECT", recipient)
            while line := (await reader.readline()).decode():
                verb = line.split()[0].upper()
                if verb == "RCPT":
                    recipient = re.findall("<(.*)>", line)[0]
                await self._answer(writer, verb, recipient)
                if verb == "DATA":
                    self._keep(await reader.readuntil(b"\r\n.\r\n"), recipient)
                    await self._answer(writer, "BODY", recipient)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def _keep(self, content: bytes, recipient: str) -> None:
        if self._is_at_fault("BODY", recipient) and self.manner in ("refuse", "busy"):
            return
        message_id = str(message_from_bytes(content)["Message-ID"])
        self.accepted[message_id] += 1
        self.accepted_at.setdefault(recipient, time.monotonic() - self.started)
        self.order.append((recipient, message_id))

    def _is_at_fault(self, step: str, recipient: str) -> bool:
        return step == self.step and (not self.victim or recipient.startswith(f"{self.victim}@"))

    async def _answer(self, writer: asyncio.StreamWriter, step: str, recipient: str) -> None:
        answer = ANSWERS.get(step, "250 kept")
        if self._is_at_fault(step, recipient):
            if self.manner == "drop":
                raise OSError("hang up")
            if self.manner == "hang":
                await asyncio.sleep(60)
            if self.manner == "tarpit":
                for number in range(3000):  # a byte at a time of an answer that never ends
                    writer.write(b"250-here and there\r\n"[number % 20 : number % 20 + 1])
                    await writer.drain()
                    await asyncio.sleep(TARPIT_SECONDS)
            answer = "550 not for us" if self.manner == "refuse" else "450 later"
        writer.write(f"{answer}\r\n".encode())
        await writer.drain()
        if answer.startswith(("4", "5")) and step in ("CONNECT", "EHLO"):
            raise OSError("hang up")
