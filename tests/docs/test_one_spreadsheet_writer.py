"""One module writes workbooks and csv files for people; docx, PDF and charts have one each. Nobody else writes them."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("transforms", "pipeline", "dags", "plugins", "warehouse", "expectations", "ops", "docker")
WRITER = "transforms/spreadsheet/safe_writer.py"
MODULES = {"xlsxwriter", "openpyxl", "xlwt", "pyexcel", "odf", "docx", "pandas", "typst", "vl_convert"}
CALLS = {"to_excel", "to_csv", "write_csv", "writerow", "writerows", "writer", "DictWriter"}
# The bulk load writes csv for the database alone, on a pipe; the dictionary of the server names its library.
NOT_FOR_PEOPLE = {("warehouse/engine.py", "write_csv")}
LETTER_WRITER = "transforms/document/letter.py"
DOCUMENT_WRITERS = {
    (LETTER_WRITER, "docx"), ("transforms/document/pdf.py", "typst"), ("transforms/document/chart.py", "vl_convert"),
}  # fmt: skip


def _uses(path: Path) -> set[str]:
    """Modules of MODULES that a file imports, and calls of CALLS on something (`csv.writer`, `frame.to_csv`)."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {one.name.split(".")[0] for one in node.names} & MODULES
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module.split(".")[0]} & MODULES
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS:
            found.add(node.func.attr)
    return found


def test_only_the_shared_writer_writes_workbooks_and_csv() -> None:
    files = [path for folder in PRODUCT for path in sorted((ROOT / folder).rglob("*.py"))]
    uses = {path.relative_to(ROOT).as_posix(): _uses(path) for path in files}
    assert uses[WRITER] == {"xlsxwriter", "writer", "writerow"}, "the check finds what it looks for"
    assert all(uses[name] == {library} for name, library in DOCUMENT_WRITERS)
    allowed = NOT_FOR_PEOPLE | {("expectations", "pandas")} | DOCUMENT_WRITERS
    wrong = [
        f"{name}: {use}" for name, found in uses.items() for use in found
        if name != WRITER and (name, use) not in allowed and (name.split("/")[0], use) not in allowed
    ]  # fmt: skip
    assert len(files) > 150
    assert not wrong, "\n".join(wrong)


def test_no_sheet_is_handed_out_that_could_take_a_formula() -> None:
    """Nobody calls a worksheet's own writing methods: `.sheet` is for widths, freezing and printing."""
    methods = {
        "write", "write_formula", "write_array_formula", "write_url", "write_string", "write_row", "write_column",
        "write_rich_string", "insert_textbox", "write_comment", "data_validation", "insert_image",
    }  # fmt: skip
    seen, wrong = 0, []
    for path in sorted((ROOT / "transforms" / "report").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr == "sheet":
                seen += 1
                if node.attr in methods and path.relative_to(ROOT).as_posix() != WRITER:
                    wrong.append(f"{path.name}:{node.lineno} {node.attr}")
    assert seen > 10
    assert not wrong, "\n".join(wrong)
