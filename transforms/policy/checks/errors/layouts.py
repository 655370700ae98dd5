"""Errors between a source of the pack and its layout: categories that no row can get, and rows that get no category.

The layout says where a row's category comes from, and the pack must answer in the same way:

| the layout's `category_from` | the source has |
|---|---|
| `column` | `categories`: the words of the column |
| `grade` | `category_by_grade`: every grade of the layout |
| `layout` | `default_category`, unless the pack has the layout's own category |
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Protocol

from transforms.policy.model.sections import Sections
from transforms.policy.model.sources import Source
from transforms.strict_yaml.problems import Finding, build_warning
from transforms.text.folding import fold

LABEL_WITHOUT_CATEGORY = "doubt.label_without_category"
# The field of a source that each `category_from` reads, and what the layout says, in Chinese and English
_READ = {
    "column": ("categories", "按列给出类别", "has a column of categories"),
    "grade": ("category_by_grade", "按等级给出类别", "has grades"),
    "layout": ("default_category", "没有类别列，整份名单是同一类", "has no column of categories"),
}


class LayoutLike(Protocol):
    """A layout, as far as a pack depends on it."""

    @property
    def kind(self) -> str:
        """Return the kind of delivery that the layout describes, e.g. `special_list`."""
        ...

    @property
    def category_from(self) -> str:
        """Return where a row's category comes from: `column`, `grade`, or `layout` (one category for all rows)."""
        ...

    @property
    def category(self) -> str | None:
        """Return the category of all rows, if `category_from` is `layout` and the layout names it; else None."""
        ...

    @property
    def category_words(self) -> Mapping[str, str]:
        """Return each word of the category column with the category that the layout gives it."""
        ...

    @property
    def grade_words(self) -> Mapping[str, int]:
        """Return each word of the grade column with its grade as a number."""
        ...


def sources_fit_layouts(sections: Sections, layouts: Mapping[str, LayoutLike]) -> Iterator[Finding]:
    """Yield an error for each source that names no valid layout, or disagrees with it about kind or categories.

    `layouts`: the valid layouts by name. `sections`: section name -> its model. Yields nothing if the section `sources`
    or `categories` is missing. A finding states the place in the pack, the fault and the remedy, in Chinese and
    English.
    """
    if "sources" not in sections or "categories" not in sections:
        return
    known = {category.category for category in sections["categories"]}
    for index, source in enumerate(sections["sources"]):
        if source.layout not in layouts:
            yield Finding(
                ("sources", index, "layout"),
                "pack.unknown_layout",
                f"没有可用的版式 {source.layout}",
                "改正名称；版式文件写错的，campaign layout check 会说明",
                f"there is no valid layout {source.layout}",
                "correct the name; campaign layout check lists what is wrong in a layout file",
            )
            continue
        for finding in misfits(source, layouts[source.layout], known):
            yield Finding(
                ("sources", index, *finding.path),
                finding.code,
                finding.expected_zh,
                finding.fix_zh,
                finding.expected_en,
                finding.fix_en,
            )


def misfits(source: Source, layout: LayoutLike, categories: Collection[str]) -> Iterator[Finding]:
    """Yield an error for each point in which a source and its layout disagree: the kind, or how a row gets a category.

    Categories are compared only for special lists. `categories`: codes of the pack's categories. A finding states the
    place, the fault and the remedy, in Chinese and English. Its path begins at the source (for example `layout`), not
    at the root of the pack.
    """
    if source.kind != layout.kind:
        yield Finding(
            ("layout",),
            "pack.layout_kind",
            f"版式 {source.layout} 是 {layout.kind} 的，来源 {source.source} 是 {source.kind} 的",
            "改用这一种报送的版式",
            f"layout {source.layout} is for {layout.kind}, source {source.source} sends {source.kind}",
            "name a layout of this kind",
        )
    elif source.kind == "special_list":
        yield from _never_read(source, layout)
        yield from _without_category(source, layout, categories)


def _never_read(source: Source, layout: LayoutLike) -> Iterator[Finding]:
    """Yield the fields of the source that the layout never asks for: whatever they say, no row gets its category so."""
    read, zh, en = _READ[layout.category_from]
    for field, _, _ in _READ.values():
        if field != read and getattr(source, field):
            yield Finding(
                (field,),
                "pack.mapping_never_read",
                f"版式 {source.layout} {zh}，{field} 不起作用",
                f"删除 {field}；类别写在 {read}",
                f"layout {source.layout} {en}: {field} has no effect",
                f"delete {field} and state the categories in {read}",
            )


def _without_category(source: Source, layout: LayoutLike, categories: Collection[str]) -> Iterator[Finding]:
    """Yield the rows of a correct file that get no category: they are no fault of its sender."""
    if layout.category_from == "grade":
        grades = sorted(set(layout.grade_words.values()))
        missing = [grade for grade in grades if grade not in source.category_by_grade]
        unknown = [grade for grade in sorted(source.category_by_grade) if grade not in grades]
        if missing:
            yield _grades(
                missing,
                "没有类别",
                "逐级写明；不资助的，写一个 kind 为 none 的类别",
                "without a category",
                "state each grade; for one without a subsidy name a category of kind none",
            )
        if unknown:
            yield _grades(unknown, f"版式 {source.layout} 里没有", "删除", "not a grade of the layout", "delete it")
    elif layout.category_from == "layout" and source.default_category is None and layout.category not in categories:
        yield Finding(
            ("default_category",),
            "pack.unknown_name",
            f"版式 {source.layout} 的类别 {layout.category} 应在 categories 中列出",
            "先列出，或在 default_category 写明这份名单是哪一类",
            f"{layout.category}, the category of layout {source.layout}, is listed under categories",
            "list it there, or state the category of this list in default_category",
        )


def _grades(grades: list[int], zh: str, fix_zh: str, en: str, fix_en: str) -> Finding:
    return Finding(
        ("category_by_grade",),
        "pack.grades",
        f"{'、'.join(f'{grade}级' for grade in grades)}{zh}",
        fix_zh,
        f"grade {', '.join(map(str, grades))}: {en}",
        fix_en,
    )


def labels_without_category(sections: Sections, layouts: Mapping[str, LayoutLike]) -> Iterator[Finding]:
    """Yield a warning for each special list whose layout has words for categories that the pack lacks.

    A person listed with such a word has no category, and therefore no amount. `sections`: section name -> its model.
    `layouts`: the valid layouts by name; a source with another layout is skipped. A finding states the place in the
    pack, the fault and the remedy, in Chinese and English.
    """
    if "sources" not in sections or "categories" not in sections:
        return
    known = {category.category for category in sections["categories"]}
    for index, source in enumerate(sections["sources"]):
        if source.kind != "special_list" or source.layout not in layouts:
            continue
        layout = layouts[source.layout]
        if layout.category_from != "column":
            continue
        own = {fold(word) for word in source.categories}
        own |= {fold(category.label_zh) for category in sections["categories"]}
        words = [word for word, name in layout.category_words.items() if name not in known and fold(word) not in own]
        if words:
            shown = "、".join(f"“{word}”" for word in words)
            yield build_warning(
                ("sources", index, "layout"),
                LABEL_WITHOUT_CATEGORY,
                f"版式 {source.layout} 认识的 {shown} 在本政策包里没有类别，名单里写这个词的人按类别未定处理",
                "在本来源的 categories 写明这个词是哪一类；本地不涉及的不必改",
                f"the words {', '.join(words)} of layout {source.layout} have no category in this pack",
                "state their category under categories of this source; leave it if the place has no such persons",
            )
