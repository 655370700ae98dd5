"""Check that values which other YAML readers convert are read as written, or refused with their line."""

import datetime as dt

import pytest

from transforms.strict_yaml.reader import read_tree

REFUSED = [
    ("yes", "yaml.word"),
    ("No", "yaml.word"),
    ("ON", "yaml.word"),
    ("off", "yaml.word"),
    ("y", "yaml.word"),
    ("True", "yaml.word"),
    ("NULL", "yaml.word"),
    ("011", "yaml.number"),
    ("0o17", "yaml.number"),
    ("0x1F", "yaml.number"),
    ("25_000", "yaml.number"),
    ("+5", "yaml.number"),
    ("250.0", "yaml.number"),
    ("2.5e4", "yaml.number"),
    ("12:30", "yaml.number"),
    (".inf", "yaml.number"),
    ("2019-9-1", "yaml.date"),
    ("2019-09", "yaml.date"),
    ("2019-02-29", "yaml.date"),
    ("2019-09-01T00:00:00", "yaml.date"),
    ("!!str 5", "yaml.decoration"),
    ("&here 5", "yaml.decoration"),
]


@pytest.mark.parametrize(("scalar", "code"), REFUSED, ids=[scalar for scalar, _ in REFUSED])
def test_a_plain_scalar_that_other_readers_convert_is_refused_on_its_line(scalar: str, code: str) -> None:
    """Read each trap on the second line."""
    tree = read_tree(f"first: 1\nsecond: {scalar}\n")
    assert [(line, finding.code) for line, finding in tree.findings] == [(2, code)]


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("a: Y", '若本意是文字，写 "Y"；是/否写 true 或 false，空写 null', 'if text is meant, write "Y"'),
        ("a: 011", '写 "011"', 'write "011"'),
        ("a: 2019-09", '写 "2019-09"', 'write "2019-09"'),
        ("a: 2019-13-45", "写一个日历上有的日期", "write a day that the calendar has"),
        ("a: 1\na: 2", "删去其中一处", "delete one of the two"),
        ("a: &here 5", "加引号", "quote text"),
        ("null: 5", '写 "null"', 'write "null"'),
        ("<<: {a: 1}", "删去 <<", "take out the <<"),
        ("a: 1\n---\nb: 2", "删去 ---", "take out the ---"),
        ("[" * 60, "减少层数", "fewer levels"),
    ],
)
def test_each_trap_states_its_correction(text: str, zh: str, en: str) -> None:
    """Read one trap; the advice names the correct spelling."""
    finding = read_tree(text).findings[0][1]
    assert zh in finding.fix_zh and en in finding.fix_en


@pytest.mark.parametrize(("scalar", "_"), REFUSED[:20], ids=[scalar for scalar, _ in REFUSED[:20]])
def test_the_same_scalar_in_quotes_is_text(scalar: str, _: str) -> None:
    """Read each trap in quotes."""
    tree = read_tree(f'first: "{scalar}"\n')
    assert (tree.content, tree.findings) == ({"first": scalar}, [])


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        ("2019-09-01", dt.date(2019, 9, 1)),
        ("25000", 25000),
        ("0", 0),
        ("-3", -3),
        ("true", True),
        ("null", None),
        ("~", None),
        ("", None),
        ("DA-08", "DA-08"),
        ("东政办发〔2019〕14号", "东政办发〔2019〕14号"),
    ],
)
def test_plain_values_are_read_as_written(scalar: str, value: object) -> None:
    """Read text, numbers, dates, true and null."""
    tree = read_tree(f"key: {scalar}\n")
    assert (tree.content, tree.findings) == ({"key": value}, [])


@pytest.mark.parametrize("key", ["on", "yes", "NO", "011", "1.5"])
def test_a_key_that_is_a_trap_is_refused(key: str) -> None:
    """Read keys that other readers convert."""
    assert [line for line, _ in read_tree(f"a: 1\n{key}: 2\n").findings] == [2]


def test_a_duplicate_key_is_refused_on_its_second_line_and_the_first_value_stays() -> None:
    """Repeat a key in a mapping."""
    tree = read_tree("a:\n  b: 1\n  c: 2\n  b: 3\n")
    assert [(line, finding.code, finding.path) for line, finding in tree.findings] == [
        (4, "yaml.duplicate_key", ("a", "b"))
    ]
    assert tree.content == {"a": {"b": 1, "c": 2}}


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("a: 1\nb: [1, 2\n", 3, "yaml.syntax"),
        ("a: 'x\n", 2, "yaml.syntax"),
        ("a: 1\n---\nb: 2\n", 3, "yaml.documents"),
        ("a: {b: 1}\n<<: {c: 2}\n", 2, "yaml.decoration"),
        ("a: &x [1]\nb: *x\n", 1, "yaml.decoration"),
        ("a: 1\n? [b]\n: 2\n", 2, "yaml.key"),
        ("a:\n  " + "[" * 60, 2, "yaml.depth"),
    ],
)
def test_a_file_that_is_not_plain_is_refused(text: str, line: int, code: str) -> None:
    """Read broken syntax and refused features."""
    findings = read_tree(text).findings
    assert (line, code) in [(where, finding.code) for where, finding in findings]


def test_every_path_has_its_line_and_a_missing_one_that_of_its_surroundings() -> None:
    """Ask for the lines of present and missing paths."""
    tree = read_tree("a:\n  - b: 1\n    c: 2\n  - b: 3\n")
    assert [tree.line_of(path) for path in [("a", 0, "c"), ("a", 1, "b"), ("a", 1, "missing"), ("zz",)]] == [3, 4, 4, 1]
