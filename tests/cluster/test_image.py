"""docker/Dockerfile and .dockerignore: one lock, no root, only the needed files."""

from __future__ import annotations

import ast
import re

from pipeline.runtime.settings import REPOSITORY

DOCKERFILE = (REPOSITORY / "docker" / "Dockerfile").read_text(encoding="utf-8")
INSTRUCTIONS = "\n".join(line for line in DOCKERFILE.splitlines() if not line.startswith("#"))
IGNORED = [
    line for line in (REPOSITORY / ".dockerignore").read_text(encoding="utf-8").splitlines() if not line.startswith("#")
]
CODE = ("dags", "plugins", "pipeline", "transforms", "expectations", "warehouse", "ops", "docker")


def test_installs_the_same_lock_with_hashes() -> None:
    assert "COPY requirements/runtime.txt" in INSTRUCTIONS
    installs = re.findall(r"pip install(?:[^\n]*\\\n)*[^\n]*", INSTRUCTIONS)
    assert len(installs) == 1
    assert "--require-hashes" in installs[0] and "-r /tmp/runtime.txt" in installs[0]
    lock = (REPOSITORY / "requirements" / "runtime.txt").read_text(encoding="utf-8")
    assert lock.count("==") > 100 and "--hash=sha256:" in lock
    for name in (
        "apache-airflow",
        "apache-airflow-providers-celery",
        "apache-airflow-providers-fab",
        "celery",
        "redis",
    ):
        assert re.search(rf"^{name}==", lock, re.MULTILINE), name


def test_runs_as_an_unprivileged_user() -> None:
    users = re.findall(r"^USER (\S+)", INSTRUCTIONS, re.MULTILINE)
    assert users == ["campaign"]
    assert INSTRUCTIONS.index("USER campaign") > INSTRUCTIONS.rindex("RUN ")
    assert re.search(r"useradd --uid \d+", INSTRUCTIONS)


def test_bases_and_no_host_names() -> None:
    assert set(re.findall(r"^FROM (\S+)", INSTRUCTIONS, re.MULTILINE)) == {"python:3.12-slim"}
    assert "://" not in DOCKERFILE
    assert not re.search(r"\b[\w-]+\.(?:com|org|io|net|cn|dev)\b", DOCKERFILE)
    assert not re.search(r"(?im)^\s*(?:ARG|ENV)\s+\w*(?:PASSWORD|SECRET|TOKEN|KEY)", DOCKERFILE)


def test_only_what_is_named_gets_into_the_image() -> None:
    assert IGNORED[0] == "*"
    wanted = {line[1:] for line in IGNORED if line.startswith("!")}
    assert wanted >= {*CODE, "policies", "sql", "simulation", "requirements/runtime.txt"}
    assert not wanted & {".", ".env", ".git", ".campaign", "tests", ".venv"}
    assert all((REPOSITORY / name).exists() for name in wanted)


def test_every_package_that_the_code_imports_is_in_the_image() -> None:
    ours = {path.name for path in REPOSITORY.iterdir() if (path / "__init__.py").is_file()}
    imported: set[str] = set()
    for folder in CODE:
        for path in (REPOSITORY / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom) and node.module:
                    names.append(node.module)
                imported |= {name.split(".")[0] for name in names}
    assert {"pipeline", "warehouse"} <= imported & ours
    assert imported & ours <= {line[1:] for line in IGNORED if line.startswith("!")}


def test_nothing_to_be_run_is_missing() -> None:
    scripts = re.findall(r"docker/[\w/.]+\.(?:sh|py)", INSTRUCTIONS)
    compose = (REPOSITORY / "docker-compose.yml").read_text(encoding="utf-8")
    scripts += re.findall(r"docker/[\w/.]+\.(?:sh|py)", compose)
    assert len(set(scripts)) >= 6
    assert all((REPOSITORY / script).is_file() for script in scripts)
