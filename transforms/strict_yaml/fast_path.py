"""Parse plain YAML by libyaml, ten times as fast as the parser in Python; leave every other text to that parser.

libyaml implements YAML 1.1. For the characters that a pack may contain, its events and line numbers equal those of
YAML 1.2. Texts that 1.2 reads differently (directives, tabs, line ends of other scripts), texts that libyaml refuses,
and all texts where libyaml is not installed go to the parser in Python, which also explains what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

_Parser: Any = getattr(yaml, "CBaseLoader", None)  # missing where PyYAML was built without libyaml
# a character outside of printable ASCII and the first plane's letters and signs, or a line that is a directive
_NOT_PLAIN = re.compile("[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\uf900-\ufefe\uff00-\ufffd]|^%", re.MULTILINE)


def parse_events(text: str) -> Iterator[Any] | None:
    """Parse a YAML text by the C library libyaml; return its events (classes of `yaml.events`), as an iterator.

    Returns None if libyaml is missing or may read the text wrongly: the caller then uses the parser in Python. The
    iterator raises yaml.YAMLError where the text is not valid.
    """
    return None if _Parser is None or _NOT_PLAIN.search(text) else _events(text)


def _events(text: str) -> Iterator[Any]:
    parser = _Parser(text)
    try:
        while parser.check_event():
            yield parser.get_event()
    finally:
        parser.dispose()
