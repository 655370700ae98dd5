"""Refusal of a page, for the reader."""

from __future__ import annotations


class BoardRefusal(Exception):  # noqa: N818 - the name states the fault
    """A page cannot be shown. `status` is the HTTP status; heading and text are Chinese, for the reader."""

    def __init__(self, status: int, heading: str, text: str) -> None:
        super().__init__(heading)
        self.status, self.heading, self.text = status, heading, text
