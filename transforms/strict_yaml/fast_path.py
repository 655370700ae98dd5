"""The events of a plain YAML text by libyaml, ten times as fast as Python; None where it may read otherwise.

libyaml knows YAML 1.1. In what a pack may hold the two agree, event for event and line for line. What 1.2 reads in
another way (directives, tabs, line ends of other scripts), and whatever libyaml refuses, is left to the parser in
Python, which also says what is wrong. Where libyaml is missing, everything is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

_Parser: Any = getattr(yaml, "CBaseLoader", None)
# no printable ASCII or rest of the first plane (line ends, marks and private characters are none), or a directive
_OTHER = re.compile("[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\uf900-\ufefe\uff00-\ufffd]|^%", re.MULTILINE)


def parse_events(text: str) -> Iterator[Any] | None:
    """The parser's events, of the classes of `yaml.events`; it raises yaml.YAMLError on the way."""
    return None if _Parser is None or _OTHER.search(text) else _events(text)


def _events(text: str) -> Iterator[Any]:
    parser = _Parser(text)
    try:
        while parser.check_event():
            yield parser.get_event()
    finally:
        parser.dispose()
