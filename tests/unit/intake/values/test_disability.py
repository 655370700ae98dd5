"""Kind and grade that a disability certificate's number states."""

from __future__ import annotations

from tests.support.files.builders import number
from tests.support.files.raw_tables import parser
from transforms.intake.values.disability import stated_certificates


def numbered(*numbers: str) -> dict[str, list[str]]:
    return {"document_number": list(numbers), "name": ["张三"] * len(numbers)}


def test_a_certificate_states_kind_and_grade_of_its_row() -> None:
    parsed = parser(
        numbered(number(1), number(2) + "42", f"'{number(3)} 7 3", number(4).lower() + "11b1", "G" + number(5))
    )
    parsed.person()
    certificates = stated_certificates(parsed)
    assert certificates is not None
    assert certificates.kind.to_pylist() == [None, 4, 7, 1, None]
    assert certificates.grade.to_pylist() == [None, 2, 3, 1, None]


def test_a_file_without_certificates_states_none() -> None:
    parsed = parser(numbered(number(1), "G" + number(5), number(1) + "85", number(1) + "45"))
    parsed.person()
    assert stated_certificates(parsed) is None
