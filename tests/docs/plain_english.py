"""Find words and docstrings that break our rules of plain English: `python -m tests.docs.plain_english [PATH …]`.

The lists are `retired_words.yaml` and `docstring_verbs.txt` in this folder. Code, SQL, settings, documents are checked.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
CODE = ("dags", "plugins", "pipeline", "transforms", "expectations", "warehouse", "ops", "simulation", "docker", "sql")
SETTINGS = ("policies", ".env.example", "docker-compose.yml", "mkdocs.yml", "pyproject.toml", "Makefile")
DOCUMENTS = ("docs", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "changes")
_SETTINGS_SUFFIXES = (".yaml", ".yml", ".toml", ".conf", ".sh", ".cfg", ".ini")
_SETTINGS_NAMES = (".env.example", "Makefile", "Dockerfile")
VERBS = frozenset((Path(__file__).parent / "docstring_verbs.txt").read_text(encoding="utf-8").split("\n")[1:])
_LISTS = yaml.safe_load((Path(__file__).parent / "retired_words.yaml").read_text(encoding="utf-8"))


@cache
def _prose() -> re.Pattern[str]:
    words = sorted(_LISTS["prose"], key=len, reverse=True)
    return re.compile(
        r"(?<![\w`-])(" + "|".join(r"\s+".join(map(re.escape, w.split())) for w in words) + r")(?![\w`-]|\.\w)", re.I
    )


def name_problems(name: str) -> Iterator[str]:
    """Yield a message for an identifier that is, or contains, a retired word."""
    if name in _LISTS["allowed"]:
        return
    if name in _LISTS["names"]:
        yield f"name `{name}`: use {_LISTS['names'][name]}"
    for part in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name):
        if part.lower() in _LISTS["name_parts"]:
            yield f"name `{name}`: use {_LISTS['name_parts'][part.lower()]} for `{part}`"


def prose_problems(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line, message) for each retired word in a text; text in backquotes is a name and is left out."""
    bare = re.sub(r"`[^`\n]*`", lambda m: "`" * len(m.group()), text)
    for match in _prose().finditer(bare):
        word = " ".join(match.group().lower().split())
        yield bare.count("\n", 0, match.start()) + 1, f"`{word}`: use {_LISTS['prose'][word]}"


def _names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.lineno, node.id
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.lineno, node.name
        elif isinstance(node, ast.alias) and node.asname:
            yield 1, node.asname
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.lineno, node.name


def _docstrings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """A public function or method has a docstring that begins with a verb; a class and a module have one."""
    if not ast.get_docstring(tree) and tree.body:
        yield 1, "module without a docstring"
    for node in tree.body:
        yield from _documented(node, "")
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for member in node.body:
                yield from _documented(member, f"{node.name}.")


def _documented(node: ast.stmt, prefix: str) -> Iterator[tuple[int, str]]:
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) or node.name.startswith("_"):
        return
    decorators = {ast.unparse(d) for d in node.decorator_list}
    text = ast.get_docstring(node)
    if text is None:
        if not any(d.endswith((".setter", "override")) for d in decorators):
            yield node.lineno, f"{prefix}{node.name} without a docstring"
        return
    is_value = isinstance(node, ast.ClassDef) or any("property" in d for d in decorators)
    first = re.split(r"[\s,.:;(]", text, maxsplit=1)[0]
    is_help = "\u4e00" <= first[:1] <= "\u9fff"  # the help text of a command, for officials
    if not is_value and not is_help and first not in VERBS:
        yield node.lineno, f"{prefix}{node.name}: docstring begins with `{first}`, not with a verb in the imperative"


def _in_words(text: str) -> bool:
    """Return whether a string is English prose: it contains a space, and no Chinese."""
    return " " in text.strip() and not re.search(r"[\u3000-\u9fff\uff00-\uffef]", text)


def _texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield (line, text) of docstrings, of strings after an attribute, and of strings in English, such as errors."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.lineno, node.value.value
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _in_words(node.value):
            yield node.lineno, node.value


def _python(text: str) -> Iterator[tuple[int, str]]:
    tree = ast.parse(text)
    for line, name in _names(tree):
        for problem in name_problems(name):
            yield line, problem
    yield from _docstrings(tree)
    for first_line, written in _texts(tree):
        for line, problem in prose_problems(written):
            yield first_line + line - 1, problem
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            for _, problem in prose_problems(token.string):
                yield token.start[0], problem


_ALIAS = re.compile(r"\bAS\s+([a-z_]+)")
# `name AS (`, `name (column, …) AS MATERIALIZED (`: a subquery of WITH
_SUBQUERY = re.compile(r"\b([a-z_]+)\s*(?:\([^()]*\)\s*)?AS\s+(?:NOT\s+)?(?:MATERIALIZED\s*)?\(")

# `AS alias (column, …)` and `name (column, …) AS (`: columns of a table that a query names
_COLUMNS = re.compile(r"\bAS\s+[a-z_]+\s*\(([a-z_,\s]+)\)|\b[a-z_]+\s*\(([a-z_,\s]+)\)\s*AS\s+(?:MATERIALIZED\s*)?\(")


def _settings(text: str) -> Iterator[tuple[int, str]]:
    """Yield the problems in the comments of a file whose comments begin with `#`."""
    for number, line in enumerate(text.splitlines(), start=1):
        comment = re.search(r"(?:^|\s)#(.*)", line)
        if comment:
            for _, problem in prose_problems(comment.group(1)):
                yield number, problem


def _sql(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        code, _, comment = line.partition("--")
        for _, problem in prose_problems(comment):
            yield number, problem
        bare = re.sub(r"'[^']*'", "", code)
        columns = [name for listed in _COLUMNS.findall(bare) for name in re.findall(r"[a-z_]+", "".join(listed))]
        for name in (*_ALIAS.findall(bare), *_SUBQUERY.findall(bare), *columns):
            for problem in name_problems(name):
                yield number, problem


def problems(path: Path) -> list[tuple[int, str]]:
    """List (line, message) of everything in a file that breaks the rules."""
    text = path.read_text(encoding="utf-8")
    if path.suffix in (".py", ".sql"):
        stem = [(1, problem) for problem in name_problems(path.stem)]
        return sorted({*stem, *(_python(text) if path.suffix == ".py" else _sql(text))})
    if path.suffix in _SETTINGS_SUFFIXES or path.name in _SETTINGS_NAMES:
        return sorted(set(_settings(text)))
    if path.suffix == ".md" and not path.name.endswith(".zh.md"):
        without_code = re.sub(r"```.*?```", lambda m: "\n" * m.group().count("\n"), text, flags=re.S)
        return sorted(set(prose_problems(without_code)))
    return []


def files(*names: str) -> list[Path]:
    """List the files below the named paths of the repository, in a fixed order."""
    paths = [ROOT / name for name in names or (*CODE, *SETTINGS, *DOCUMENTS)]
    listed = [p for path in paths for p in ([path] if path.is_file() else sorted(path.rglob("*")))]
    read = (".py", ".sql", ".md", *_SETTINGS_SUFFIXES)
    return [p for p in listed if (p.suffix in read or p.name in _SETTINGS_NAMES) and "__pycache__" not in p.parts]


if __name__ == "__main__":
    total = 0
    for file in files(*sys.argv[1:]):
        for line, problem in problems(file):
            total += 1
            print(f"{file.relative_to(ROOT)}:{line}: {problem}")
    print(f"{total} problems")
    sys.exit(1 if total else 0)
