"""Servers that fail: a port that nobody listens on, and a connection that is cut in the middle of an answer."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit


def closed_port() -> int:
    """Return a TCP port of 127.0.0.1 that nobody listens on."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def with_port(url: str, port: int) -> str:
    """Return the URL of a database with another port of 127.0.0.1."""
    parts = urlsplit(url)
    return parts._replace(netloc=f"{parts.username}:{parts.password}@127.0.0.1:{port}").geturl()


@contextmanager
def cut_after(byte_count: int, port: int) -> Iterator[int]:
    """Forward connections to a server's `port`, each until it has answered `byte_count` bytes; yield the port to use.

    Then the connection ends without a word, as if the server had been killed, and no further one is accepted.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        is_cut = threading.Event()

        def serve(client: socket.socket) -> None:
            with client, socket.create_connection(("127.0.0.1", port)) as server, contextlib.suppress(OSError):
                threading.Thread(target=_copy, args=(client, server), daemon=True).start()
                left = byte_count
                while left > 0 and (answer := server.recv(min(left, 1 << 16))):
                    client.sendall(answer)
                    left -= len(answer)
                if left <= 0:
                    is_cut.set()
                server.shutdown(socket.SHUT_RDWR)
                client.shutdown(socket.SHUT_RDWR)

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    client, _ = listener.accept()
                    if is_cut.is_set():
                        client.close()
                    else:
                        threading.Thread(target=serve, args=(client,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield int(listener.getsockname()[1])


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(1 << 16):
            target.sendall(data)
