"""Check the values and findings of plain scalars at the limits of what is read."""

import datetime as dt

import pytest

from transforms.strict_yaml.scalars import UNREAD_CODES, Scalar, quote, read_plain, replace_surrogates

PATH = ("section", 0, "key")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("false", False),
        ("0", 0),
        ("-7", -7),
        ("9" * 18, int("9" * 18)),
        ("2020-02-29", dt.date(2020, 2, 29)),
        ("镇", "镇"),
        ("a.b", "a.b"),
    ],
)
def test_a_plain_value_has_no_finding(text: str, value: Scalar) -> None:
    """Read values that every YAML 1.2 reader reads so."""
    assert read_plain(text, PATH) == (value, None)


@pytest.mark.parametrize(
    ("text", "code"),
    [("9" * 19, "yaml.number"), ("0x1f", "yaml.number"), ("2019-02-29", "yaml.date"), ("Off", "yaml.word")],
)
def test_a_trap_keeps_its_text_and_has_a_finding_at_its_path(text: str, code: str) -> None:
    """Read what other readers would convert; the code means that the value was not read."""
    value, finding = read_plain(text, PATH)
    assert value == text and finding is not None
    assert (finding.path, finding.code) == (PATH, code) and code in UNREAD_CODES


def test_a_lone_surrogate_is_replaced_and_a_word_is_quoted() -> None:
    """Check the helpers of the reader: no text with half of a surrogate pair can be printed."""
    assert replace_surrogates("a\ud800b") == "a\ufffdb"
    assert quote("yes") == '"yes"'
