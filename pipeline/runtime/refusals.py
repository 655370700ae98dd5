"""The base of every refusal: an answer to a person, not a fault of the program."""

from __future__ import annotations


class Refusal(ValueError):  # noqa: N818 - a refusal is an answer, not an error
    """A request is not carried out. The text is Chinese, states what to change, and holds no value of any row."""
