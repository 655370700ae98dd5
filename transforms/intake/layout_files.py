"""Reads layouts, `policies/layouts/<layout>.yaml` over `shared/vocabulary.yaml`, as strictly as a pack is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from transforms.intake.layout import Layout
from transforms.intake.layout_words import doubted, explained, place, refused
from transforms.policy.yaml_reader import Tree, read_tree

VOCABULARY = Path("shared") / "vocabulary.yaml"


class LayoutError(Exception):
    """A data file of the intake that cannot be used; the text says, in Chinese, which file, line and key, and why."""


def load_layout(path: Path) -> Layout:
    """Read and check one layout. LayoutError names the file, line and key of every problem."""
    tree = _tree(path)
    own, shared = _lists(tree.content), _lists(_tree(path.parent / VOCABULARY).content)
    shared_headers = shared.pop("headers", {})
    try:
        return Layout.model_validate({**shared, **own, "columns": _with_shared(own.get("columns"), shared_headers)})
    except ValidationError as error:
        raise LayoutError(explained(path.name, tree, error)) from None


class Layouts(Mapping[str, Layout]):
    """The sound layouts of a folder by name. Who looks a wrong one up gets its LayoutError, and nobody else does."""

    def __init__(self, sound: Mapping[str, Layout], wrong: Mapping[str, LayoutError]) -> None:
        self._sound, self._wrong = sound, wrong

    def __getitem__(self, name: str) -> Layout:
        if name not in self._sound:
            raise LayoutError(str(self._wrong.get(name, f"{name}.yaml：没有这个版式文件")))
        return self._sound[name]

    def __contains__(self, name: object) -> bool:
        return name in self._sound

    def __iter__(self) -> Iterator[str]:
        return iter(self._sound)

    def __len__(self) -> int:
        return len(self._sound)

    def check(self) -> None:
        """LayoutError with every problem of every wrong layout, if there is one."""
        if self._wrong:  # what several share is wrong once
            raise LayoutError("\n".join(dict.fromkeys(str(one) for one in self._wrong.values())))


def read_layouts(folder: Path) -> Layouts:
    """Every layout of a folder by its name, which is the file's, right or wrong."""
    sound: dict[str, Layout] = {}
    wrong: dict[str, LayoutError] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            sound[path.stem] = _named(path)
        except LayoutError as error:
            wrong[path.stem] = error
    return Layouts(sound, wrong)


def line_in(path: Path, *where: str | int) -> str:
    """' 第N行' of a key of a file that can be read."""
    return place(_tree(path), where)


def doubts(path: Path) -> list[str]:
    """What a sound layout says and seldom means, each on a line of its own."""
    return doubted(path.name, _tree(path))


def _named(path: Path) -> Layout:
    try:
        layout = load_layout(path)
    except (TypeError, AttributeError):  # what stands there is no layout at all
        raise LayoutError(f"{path.name}：内容的结构不对，请对照其他版式文件") from None
    if layout.layout != path.stem:
        raise LayoutError(f"{path.name}{line_in(path, 'layout')}：layout 应与文件名一致，写 {path.stem}")
    return layout


def _with_shared(columns: Any, shared: Mapping[str, Sequence[str]]) -> Any:
    """The layout's own headers first (they are printed in messages), then the shared synonyms."""
    if not isinstance(columns, dict) or not all(isinstance(column, dict) for column in columns.values()):
        return columns
    return {
        name: {**column, "headers": list(dict.fromkeys([*column.get("headers", []), *shared.get(name, [])]))}
        for name, column in columns.items()
    }


def _tree(path: Path) -> Tree:
    try:
        tree = read_tree(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LayoutError(f"{path.name}：无法读取（{error.strerror}）") from None
    except UnicodeDecodeError:
        raise LayoutError(f"{path.name}：不是 UTF-8 编码，请另存为 UTF-8") from None
    if tree.findings:
        raise LayoutError(refused(path.name, tree))
    if not isinstance(tree.content, dict):
        raise LayoutError(f"{path.name}：最外层应为“键: 值”")
    return tree


def _lists(value: Any) -> Any:
    """The same content with lists for the tuples of a tree."""
    if isinstance(value, dict):
        return {key: _lists(one) for key, one in value.items()}
    return [_lists(one) for one in value] if isinstance(value, tuple) else value
