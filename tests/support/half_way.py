"""A relay to a port of 127.0.0.1 that passes on a number of bytes and then no more, as a network that stops."""

from __future__ import annotations

import socket
import threading
from types import TracebackType


class HalfWay:
    """Passes bytes of one connection to `port`, and the answers back, until `limit` bytes have gone. A context manager.

    `url`: address of the relay. `passed`: number of bytes that have gone to the port.
    """

    def __init__(self, port: int, limit: int) -> None:
        self._port, self._limit = port, limit
        self._server = socket.create_server(("127.0.0.1", 0))
        self._sockets: list[socket.socket] = []
        self._reached = threading.Event()
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        self.passed = 0

    def __enter__(self) -> HalfWay:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for open_socket in (self._server, *self._sockets):
            open_socket.close()

    def wait(self) -> None:
        """Wait until `limit` bytes have gone. Raises TimeoutError after a minute."""
        if not self._reached.wait(60):
            raise TimeoutError("the relay was not used")

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return  # closed at the end
            target = socket.create_connection(("127.0.0.1", self._port))
            self._sockets += [client, target]
            threading.Thread(target=self._forward, args=(client, target), daemon=True).start()
            threading.Thread(target=self._back, args=(target, client), daemon=True).start()

    def _forward(self, client: socket.socket, target: socket.socket) -> None:
        while self.passed < self._limit:
            data = client.recv(65536)
            if not data:
                return
            target.sendall(data)
            self.passed += len(data)
        self._reached.set()

    def _back(self, target: socket.socket, client: socket.socket) -> None:
        try:
            while data := target.recv(65536):
                client.sendall(data)
        except OSError:
            return  # one of the two has gone
