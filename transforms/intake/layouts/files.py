"""Reads layouts: `policies/layouts/<layout>.yaml`, completed from `shared/vocabulary.yaml`, as strictly as a pack."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from transforms.intake.layouts.errors import explain_punctuation, explain_syntax, explain_validation, place
from transforms.intake.layouts.model import Layout, Vocabulary
from transforms.intake.layouts.parts import Canonical
from transforms.strict_yaml.reader import Tree, read_tree
from transforms.text.folding import fold_header

VOCABULARY = Path("shared") / "vocabulary.yaml"
_Content = TypeVar("_Content", bound=BaseModel)


class LayoutError(Exception):
    """Raised for an invalid data file of the intake; the text states file, line, key and problem in Chinese."""


def load_layout(path: Path) -> Layout:
    """Read one layout file, complete it from `shared/vocabulary.yaml` next to it, check it, and return the layout.

    `path`: a YAML file. A `Layout` has the kind of source, the columns with their headings, the words that the sender
    uses, and how the file is built. Raises LayoutError, with file, line and key of every problem in Chinese, if one of
    the two files is invalid.
    """
    return _load(path, _read_shared(path.parent))


class Layouts(Mapping[str, Layout]):
    """The valid layouts of a folder by name. Looking up an invalid layout raises its LayoutError."""

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
        """Check that the folder has layouts and all are valid. Raises LayoutError with every problem in Chinese."""
        if self._wrong:  # a problem of the shared vocabulary is reported once
            raise LayoutError("\n".join(dict.fromkeys(str(error) for error in self._wrong.values())))
        if not self._sound:
            raise LayoutError("政策文件夹的 layouts/ 下没有版式文件")


def read_layouts(folder: Path) -> Layouts:
    """Read every layout file of a folder; return them by the file's name without `.yaml`.

    Does not raise for an invalid layout: looking that one up in the result does.
    """
    sound: dict[str, Layout] = {}
    wrong: dict[str, LayoutError] = {}
    shared: _Shared | None = None
    for path in sorted(folder.glob("*.yaml")):
        try:
            shared = shared or _read_shared(folder)
            sound[path.stem] = _named(path, shared)
        except LayoutError as error:
            wrong[path.stem] = error
    return Layouts(sound, wrong)


def line_in(path: Path, *where: str | int) -> str:
    """Return ' 第N行' for a key of a YAML file, or for its closest parent if the key is missing; '' if there is none.

    `where`: path of the key from the root: keys, and positions in lists from 0. Raises LayoutError if the file cannot
    be read.
    """
    return place(_tree(path), where)


def layout_warnings(path: Path) -> list[str]:
    """Return one Chinese line for each header and word of a layout file with Chinese punctuation; [] if there is none.

    `path`: the layout's YAML file. Such an entry is valid, but rarely intended. Raises LayoutError if the file cannot
    be read.
    """
    return explain_punctuation(path.name, _tree(path))


class _Shared(NamedTuple):
    """Content of `shared/vocabulary.yaml`: the headers that layouts complete, and the keys that all of them have."""

    headers: Mapping[Canonical, Sequence[str]]
    common: Mapping[str, Any]


def _read_shared(folder: Path) -> _Shared:
    path = folder / VOCABULARY
    tree = _tree(path)
    content = _lists(tree.content)
    headers = _checked(Vocabulary, path, tree, content).headers
    return _Shared(headers, {key: value for key, value in content.items() if key != "headers"})


def _load(path: Path, shared: _Shared) -> Layout:
    tree = _tree(path)
    own = _lists(tree.content)
    content = {**shared.common, **own}
    if "columns" in own:
        content["columns"] = _with_shared(own["columns"], shared.headers, own.get("ignored"))
    return _checked(Layout, path, tree, content)


def _named(path: Path, shared: _Shared) -> Layout:
    layout = _load(path, shared)
    if layout.layout != path.stem:
        name = _shown(path)
        raise LayoutError(f"{name}{line_in(path, 'layout')}：layout 应与文件名一致，写 {name.removesuffix('.yaml')}")
    return layout


def text_of(path: Path) -> str:
    """Return the text of a data file (`path`). Raises LayoutError unless it is a regular, readable file in UTF-8.

    A pipe is refused because reading it would block.
    """
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
    """Parse the text of a YAML data file whose root has keys; return its values with the line of every path.

    A `Tree` has `content` (plain values), `lines` (path of keys and positions -> line from 1) and `findings`, here
    empty. `file`: name to print in errors. Raises LayoutError for wrong syntax, an empty file, or a root without keys.
    """
    tree = read_tree(text)
    if tree.findings:
        raise LayoutError(explain_syntax(file, tree))
    if tree.content is None:
        raise LayoutError(f"{file}：文件是空的，没有内容")
    if not isinstance(tree.content, dict):
        raise LayoutError(f"{file} 第{tree.line_of(())}行：最外层应为“键: 值”")
    return tree


def _tree(path: Path) -> Tree:
    return read_mapping(_shown(path), text_of(path))


def _shown(path: Path) -> str:
    """Return the file's name in printable characters, whatever its bytes are."""
    return os.fsencode(path.name).decode(errors="replace")


def _checked(model: type[_Content], path: Path, tree: Tree, content: dict[str, Any]) -> _Content:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise LayoutError(explain_validation(_shown(path), tree, error)) from None


def _with_shared(columns: Any, shared: Mapping[Canonical, Sequence[str]], ignored: Any) -> Any:
    """Append the shared synonyms to the layout's own headers, which are printed in messages.

    Not those that the layout ignores: a layout with `ignored: [县区]` has its units in another column. A value that is
    no list of headers is kept unchanged, so that its error is reported with the author's text.
    """
    if not isinstance(columns, dict):
        return columns
    texts = ignored if isinstance(ignored, list) else []
    unread = {fold_header(text) for text in texts if isinstance(text, str)}
    return {
        name: _column_with(column, [header for header in shared.get(name, []) if fold_header(header) not in unread])
        for name, column in columns.items()
    }


def _column_with(column: Any, shared: Sequence[str]) -> Any:
    own = column.get("headers", []) if isinstance(column, dict) else None
    if not isinstance(own, list) or column.get("shared") is False:
        return column
    return {**column, "headers": [*own, *(header for header in shared if header not in own)]}


def _lists(value: Any) -> Any:
    """Copy the content of a tree with lists instead of tuples."""
    if isinstance(value, dict):
        return {key: _lists(header) for key, header in value.items()}
    return [_lists(header) for header in value] if isinstance(value, tuple) else value
