"""A widened pipe takes a megabyte before its writer blocks."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from transforms.intake.reading.pipes import PIPE_BYTES, widen_pipe


def test_a_widened_pipe_takes_a_megabyte_at_once() -> None:
    source, target = os.pipe()
    try:
        widen_pipe(target)
        os.set_blocking(target, False)
        assert os.write(target, bytes(PIPE_BYTES)) == fcntl.fcntl(target, fcntl.F_GETPIPE_SZ) == PIPE_BYTES
    finally:
        os.close(source)
        os.close(target)


def test_what_is_no_pipe_is_left_alone() -> None:
    with Path(os.devnull).open("rb") as file:
        widen_pipe(file.fileno())
        assert file.read() == b""
