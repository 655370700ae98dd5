"""The wheel: code and data in it are enough for the command, outside of a checkout."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path

import pytest

from pipeline.runtime.settings import REPOSITORY

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the locked backend, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    uv = Path(sys.executable).with_name("uv")
    build = [str(uv), "build", "--wheel", "--offline", "--no-build-isolation", "-q", "-o", str(folder), str(REPOSITORY)]
    subprocess.run([*build, "--python", sys.executable], check=True)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an environment of its own; its dependencies are those of the tests' environment."""
    place = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True)
    uv, python = Path(sys.executable).with_name("uv"), place / "bin" / "python"
    install = [str(uv), "pip", "install", "--offline", "--no-deps", "-q", "--python", str(python), str(wheel)]
    subprocess.run(install, check=True)
    (packages,) = (place / "lib").glob("python*/site-packages")
    # processed after the wheel's own folder, so that the wheel's modules come first
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return place / "bin" / "campaign"


@pytest.mark.long
def test_code_statements_packs_and_the_licence_are_in_it(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        "pipeline/commands/main.py",
        "sql/schema/policy.sql",
        "policies/dongan-2020/pack.yaml",
        "policies/template/new-pack.yaml",
        "plugins/.airflowignore",
    }
    assert wanted <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if name.startswith("tests/") or "__pycache__" in name]


@pytest.mark.long
def test_the_command_works_outside_of_a_checkout(command: Path, tmp_path: Path) -> None:
    def run(*arguments: str) -> str:
        done = subprocess.run(
            [str(command), *arguments], cwd=tmp_path, env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert "campaign [OPTIONS] COMMAND" in run("--help")
    (packages,) = (command.parents[1] / "lib").glob("python*/site-packages")
    assert "没有问题" in run("policy", "check", str(packages / "policies" / "dongan-2020"))


def test_the_environment_of_a_checkout_has_the_same_command() -> None:
    shim = (REPOSITORY / "ops" / "build_env.sh").read_text(encoding="utf-8")
    module, _, name = PROJECT["scripts"]["campaign"].partition(":")
    assert f"-m {module} " in shim and name == "app"
