"""Compare docs/reference/settings.md with the variables that the product reads."""

from __future__ import annotations

import re

from pipeline.runtime.environment import REPOSITORY, variable_names

PAGE = REPOSITORY / "docs" / "reference" / "settings.md"
READ_ELSEWHERE = {  # program of the repository that reads the variable itself -> variable
    "ops/airflow/environment.py": "CAMPAIGN_USERS",
    "warehouse/embedded/place.py": "CAMPAIGN_DATABASE_USER",
    "warehouse/embedded/config.py": "CAMPAIGN_DATABASE_CACHE_MB",
    "ops/local/ports.py": "CAMPAIGN_PORT_",
    "tests/conftest.py": "CAMPAIGN_TEST_DIR",
}


def _variables(section: str) -> list[str]:
    text = PAGE.read_text(encoding="utf-8").split(f"## {section}\n")[1].split("\n## ")[0]
    return [name for row in re.findall(r"^\| (`.*?) \|", text, re.M) for name in re.findall(r"`([A-Z0-9_]+)", row)]


def test_the_first_table_lists_the_products_variables_in_any_order() -> None:
    """Compare the names of the first table with `variable_names()`."""
    assert sorted(_variables("Variables of the product")) == sorted(variable_names())


def test_the_second_table_lists_every_variable_that_another_program_reads() -> None:
    """Look for each variable in its program and on the page."""
    listed = _variables("Variables of other programs")
    for program, variable in READ_ELSEWHERE.items():
        assert variable in (REPOSITORY / program).read_text(encoding="utf-8"), program
        assert variable in listed, variable
        assert f"`{program}`" in PAGE.read_text(encoding="utf-8"), program


def test_every_variable_read_by_name_in_the_code_is_on_the_page() -> None:
    """Search all code for reads of the environment."""
    pattern = re.compile(r"environ(?:\.get\(|\.setdefault\(|\[)f?\"(CAMPAIGN_[A-Z_]+)")
    folders = ("dags", "docker", "ops", "pipeline", "plugins", "simulation", "tests", "transforms", "warehouse")
    read = {
        name
        for folder in folders
        for path in (REPOSITORY / folder).rglob("*.py")
        for name in pattern.findall(path.read_text(encoding="utf-8"))
    }
    assert len(read) >= 5
    assert read <= {*_variables("Variables of the product"), *_variables("Variables of other programs")}
