"""Every module of `transforms` and `expectations` has a test file of its own, at the mirrored path.

`transforms/<path>/<module>.py` is tested by `tests/unit/<path>/test_<module>.py`, and `expectations/<module>.py` by
`tests/unit/expectations/test_<module>.py`. A new module comes with its test file.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.docs.plain_english import ROOT

LEAST_MODULES = 160


def modules(root: Path = ROOT) -> list[str]:
    """Return the path of every module of the two packages, in order; `__init__.py` is no module."""
    paths = [path for package in ("transforms", "expectations") for path in (root / package).rglob("*.py")]
    return sorted(path.relative_to(root).as_posix() for path in paths if path.name != "__init__.py")


def mirrored_path(module: str) -> str:
    """Return the path of the file that must test a module."""
    path = Path(module.removeprefix("transforms/"))
    return (Path("tests/unit") / path.parent / f"test_{path.name}").as_posix()


def file_tests_module(source: str, module: str) -> bool:
    """Return whether a test file has a test, imports the module, and uses what it imports."""
    tree = ast.parse(source)
    dotted = module.removesuffix(".py").replace("/", ".")
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return any(node.name.startswith("test_") for node in functions) and bool(_bound(tree, dotted) & used)


def _bound(tree: ast.Module, dotted: str) -> set[str]:
    """Return the names that a file binds to the module or to names of it."""
    bound: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            bound |= {name.asname or name.name.split(".")[0] for name in node.names if name.name == dotted}
        elif isinstance(node, ast.ImportFrom):
            own = node.module == dotted
            bound |= {name.asname or name.name for name in node.names if own or f"{node.module}.{name.name}" == dotted}
    return bound


def untested(root: Path = ROOT) -> list[str]:
    """Return the modules without a test file that tests them."""
    files = {module: root / mirrored_path(module) for module in modules(root)}
    return [
        module
        for module, file in files.items()
        if not file.is_file() or not file_tests_module(file.read_text(encoding="utf-8"), module)
    ]


def test_every_module_has_a_mirrored_path_its_own() -> None:
    assert len(modules()) >= LEAST_MODULES
    missing = [f"{module}: write {mirrored_path(module)}" for module in untested()]
    assert not missing, "\n".join(missing)


USES = "from transforms.text import ratio\ndef test_x():\n    assert ratio.percent(None)\n"


@pytest.mark.parametrize(
    ("source", "is_tested"),
    [
        (USES, True),
        (USES.replace("transforms.text import ratio", "transforms.text.ratio import percent as ratio"), True),
        (USES.replace("def test_x", "def x"), False),
        (USES.replace("ratio.percent(None)", "True"), False),
        (USES.replace("transforms.text import", "transforms.policy import"), False),
        ("import pytest\n", False),
    ],
)
def test_a_file_tests_a_module_only_if_it_uses_it(source: str, is_tested: bool) -> None:
    assert file_tests_module(source, "transforms/text/ratio.py") == is_tested


def test_a_new_module_without_a_test_is_found(tmp_path: Path) -> None:
    (tmp_path / "transforms" / "text").mkdir(parents=True)
    (tmp_path / "transforms" / "text" / "ratio.py").touch()
    (tmp_path / "transforms" / "text" / "__init__.py").touch()
    assert untested(tmp_path) == ["transforms/text/ratio.py"]
    file = tmp_path / mirrored_path("transforms/text/ratio.py")
    file.parent.mkdir(parents=True)
    file.write_text(USES, encoding="utf-8")
    assert untested(tmp_path) == []
