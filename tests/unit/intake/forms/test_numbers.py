"""Lists by disability certificate and by student number give the document number inside, with a remark."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.support.files.builders import LAYOUTS, FakeSource, number
from tests.support.files.real_forms.numbers import CERTIFICATES, STUDENTS
from transforms.intake.values.context import GateResult

SEVERE = "severely_disabled"
GRADES = {1: SEVERE, 2: SEVERE, 3: "disabled", 4: "disabled"}
DISABLED = FakeSource("disabled_federation", layout="disabled_federation", category_by_grade=GRADES)
EDUCATION = FakeSource("education", layout="education", default_category="student")


def test_holders_of_certificates(tmp_path: Path, gate: Callable[..., GateResult]) -> None:
    forms = tuple(layout for layout in LAYOUTS.values() if layout.alternative_to == "disabled_federation")
    for name, path in CERTIFICATES.variants(tmp_path):
        result = gate(path, DISABLED, alternatives=forms)
        assert (result.decision, result.layout) == ("accept", "disabled_federation_certificates"), name
        loaded = result.clean.select(["document_number", "grade", "category"]).to_pylist()
        assert [tuple(row.values()) for row in loaded] == [
            (number(1), 2, SEVERE), (number(2), 1, SEVERE), (number(3), 2, SEVERE)
        ], name  # fmt: skip
        assert result.quarantine["reason_code"].to_pylist() == ["grade_differs"], name
        assert result.warnings["reason_code"].to_pylist().count("document_from_certificate") == 3, name


def test_students_by_student_number(tmp_path: Path, gate: Callable[..., GateResult]) -> None:
    forms = tuple(layout for layout in LAYOUTS.values() if layout.alternative_to == "education")
    for name, path in STUDENTS.variants(tmp_path):
        result = gate(path, EDUCATION, alternatives=forms)
        assert (result.decision, result.layout) == ("accept", "education_student_numbers"), name
        assert result.clean["document_number"].to_pylist() == [number(1, "20110415"), number(2, "20110415")], name
        assert result.quarantine["reason_code"].to_pylist() == ["document_characters"], name
