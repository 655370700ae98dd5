"""Reads layouts, `policies/layouts/<layout>.yaml` over `shared/vocabulary.yaml`, as strictly as a pack is read."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from transforms.intake.layouts.errors import doubted, explained, place, refused
from transforms.intake.layouts.model import Canonical, Layout, Vocabulary
from transforms.strict_yaml.reader import Tree, read_tree

VOCABULARY = Path("shared") / "vocabulary.yaml"
_Content = TypeVar("_Content", bound=BaseModel)


class LayoutError(Exception):
    """A data file of the intake that cannot be used; the text says, in Chinese, which file, line and key, and why."""


def load_layout(path: Path) -> Layout:
    """Read and check one layout. LayoutError names the file, line and key of every problem."""
    words = path.parent / VOCABULARY
    words_tree, tree = _tree(words), _tree(path)
    common, own = _lists(words_tree.content), _lists(tree.content)
    shared = _checked(Vocabulary, words, words_tree, common)
    common.pop("headers", None)
    content = {**common, **own}
    if "columns" in own:
        content["columns"] = _with_shared(own["columns"], shared.headers)
    return _checked(Layout, path, tree, content)


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
        """LayoutError with every problem of every wrong layout, if there is one, or if there is no layout at all."""
        if self._wrong:  # what several share is wrong once
            raise LayoutError("\n".join(dict.fromkeys(str(one) for one in self._wrong.values())))
        if not self._sound:
            raise LayoutError("政策文件夹的 layouts/ 下没有版式文件")


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
    layout = load_layout(path)
    if layout.layout != path.stem:
        name = _shown(path)
        raise LayoutError(f"{name}{line_in(path, 'layout')}：layout 应与文件名一致，写 {name.removesuffix('.yaml')}")
    return layout


def text_of(path: Path) -> str:
    """The text of a data file. LayoutError for what is no file that can be read; a pipe would be waited for."""
    try:
        text = path.read_text(encoding="utf-8") if path.is_file() else None
    except OSError:
        text = None
    except UnicodeDecodeError:
        raise LayoutError(f"{_shown(path)}：不是 UTF-8 编码，请另存为 UTF-8") from None
    if text is None:
        raise LayoutError(f"{_shown(path)}：无法读取（没有这个文件，不是普通文件，或没有读取权限）")
    return text


def read_mapping(file: str, text: str) -> Tree:
    """The tree of a data file that holds keys with values. LayoutError for any other, and for what may not be read."""
    tree = read_tree(text)
    if tree.findings:
        raise LayoutError(refused(file, tree))
    if tree.content is None:
        raise LayoutError(f"{file}：文件是空的，没有内容")
    if not isinstance(tree.content, dict):
        raise LayoutError(f"{file} 第{tree.line_of(())}行：最外层应为“键: 值”")
    return tree


def _tree(path: Path) -> Tree:
    return read_mapping(_shown(path), text_of(path))


def _shown(path: Path) -> str:
    """The file's name in letters that can be printed, whatever its bytes are."""
    return os.fsencode(path.name).decode(errors="replace")


def _checked(model: type[_Content], path: Path, tree: Tree, content: dict[str, Any]) -> _Content:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise LayoutError(explained(_shown(path), tree, error)) from None


def _with_shared(columns: Any, shared: Mapping[Canonical, Sequence[str]]) -> Any:
    """The layout's own headers first (they are printed in messages), then the shared synonyms. What is no list of
    headers stays as it is, and is told as it stands in the file.
    """
    if not isinstance(columns, dict):
        return columns
    return {name: _column_with(column, shared.get(name, [])) for name, column in columns.items()}


def _column_with(column: Any, shared: Sequence[str]) -> Any:
    own = column.get("headers", []) if isinstance(column, dict) else None
    if not isinstance(own, list):
        return column
    return {**column, "headers": [*own, *(one for one in shared if one not in own)]}


def _lists(value: Any) -> Any:
    """The same content with lists for the tuples of a tree."""
    if isinstance(value, dict):
        return {key: _lists(one) for key, one in value.items()}
    return [_lists(one) for one in value] if isinstance(value, tuple) else value
