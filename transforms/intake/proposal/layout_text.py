"""Writes a proposed layout as YAML, with what its author must decide as comments in Chinese."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from transforms.intake.layouts.model import SEVERAL_PERSONS, Layout
from transforms.intake.proposal.meanings import MOST_CATEGORIES, Meanings, Words
from transforms.text.folding import fold

_PLAIN = frozenset("()（）-_/%·")
_SCHEMA = "# yaml-language-server: $schema=../schema/layout.schema.json"


def layout_text(name: str, form: str, own: Layout, meanings: Meanings, words: Words) -> str:
    """Return the text of a layout file for a form of the source's usual layout `own`, marked as a draft.

    `name`: of the new layout. `form`: xlsx or csv. Columns that a source must have and that were not found are named
    in comments. Headings are the file's own; no value of a row is in the text, except words of columns of states and of
    categories. `words`: names of units and words for categories that are known.
    """
    lines = [
        _SCHEMA,
        "# 由 campaign layout new 起草：请逐行核对，试读无误后删去 draft 一行，版式才生效。",
        f"layout: {name}",
        f"kind: {own.kind}",
        f"form: {form}",
        f"alternative_to: {own.layout}",
        "draft: true",
        "columns:",
        *_column_lines(own, meanings),
    ]
    lines += _category_lines(own, meanings)
    if meanings.states:
        lines.append("row_states:")
        for column, state in meanings.states:
            lines.append(f"  # {column.letter} 列：counts 计入，not_counted 不计入，undecided 待人工核定")
            parts = [f"headers: {_words([column.header])}", f"counts: {_words(state.counts)}"]
            parts += [
                f"{key}: {_words(words)}"
                for key, words in (("not_counted", state.not_counted), ("undecided", state.undecided))
                if words
            ]
            lines.append(f"  - {{{', '.join(parts)}}}")
    lines += _category_word_lines(own, meanings, words)
    lines += _other_person_lines(own, meanings)
    if own.reason_words:
        lines += ["reason_words:", *(f"  {_word(word)}: {reason}" for word, reason in own.reason_words.items())]
    unread = [column.header for column in meanings.unread]
    if unread:
        lines.append("# 不读取的列：其中如有应读的，移到 columns 里。")
        lines.append(f"ignored: {_words(unread)}")
    return "\n".join(lines) + "\n"


def _column_lines(own: Layout, meanings: Meanings) -> Iterable[str]:
    for name, column in own.columns.items():
        if name in meanings.columns:
            file_column, reason = meanings.columns[name]
            comment = {
                "heading": "",
                "values": "  # 按内容判断，请核对",
                "similar": "  # 列名相近，请核对",
                "householder": "  # 户主：名单只有户主的，其他人员要另报",
            }[reason]
            required = f", required: {column.required}" if column.required != "always" else ""
            yield f"  {name}: {{headers: {_words([file_column.header])}{required}}}{comment}"
        elif column.required == "always":
            comment = "没有找到，请填写列名；没有这一列的，见说明"
            yield f"  {name}: {{required: never}}  # {comment}"
        elif column.required == "change":
            yield f"  {name}: {{required: change}}"
        elif name in ("birth_certificate_no", "birth_on", "sex", "hukou_local", "village"):
            yield f"  {name}: {{required: never}}"


def _category_lines(own: Layout, meanings: Meanings) -> Iterable[str]:
    """Yield where the category comes from: as in the usual layout; a comment if no column of categories was found."""
    if own.kind != "special_list":
        return
    if own.category_from == "column" and "category" not in meanings.columns:
        yield "# 没有找到人员类别列。整份名单同一类的，删去 columns 里的 category，"
        yield "# 写 category_from: layout 和 category: 类别代码。"
    elif own.category_from != "column":
        yield f"category_from: {own.category_from}"
        if own.category is not None:
            yield f"category: {own.category}"


def _category_word_lines(own: Layout, meanings: Meanings, words: Words) -> Iterable[str]:
    """Yield comments with the words for categories that neither the pack nor a layout knows.

    A word of a single row is left out: it may be a person's name in the wrong column.
    """
    if own.category_from != "column" or "category" not in meanings.columns:
        return
    rows = Counter(value for value in meanings.columns["category"][0].values)
    known = {fold(word) for word in words.categories}
    names = set(meanings.columns["name"][0].values) if "name" in meanings.columns else set()
    unknown = [word for word, count in rows.items() if count > 1 and fold(word) not in known and word not in names]
    if unknown and len(rows) <= MOST_CATEGORIES:
        yield "# 这些类别没有登记过：填上政策包里的类别代码，去掉行首的井号。"
        yield f"# category_words: {{{', '.join(f'{_word(word)}: 类别代码' for word in unknown)}}}"


def _other_person_lines(own: Layout, meanings: Meanings) -> Iterable[str]:
    """Yield comments with the columns of further persons, for a kind of list whose rows may name several persons."""
    if own.kind not in SEVERAL_PERSONS or not meanings.other_persons:
        return
    yield "# 这些列是同一行里的其他人。名单也包括他们的，去掉行首的井号，并从 ignored 里删去这些列。"
    yield "# further_persons:"
    for name, number in meanings.other_persons:
        yield f"#   - {{name: {_words([name.header])}, document_number: {_words([number.header])}}}"


def _words(words: Sequence[str]) -> str:
    return f"[{', '.join(map(_word, words))}]"


def _word(word: str) -> str:
    """Return a word as YAML reads it as text: quoted unless it is Chinese and has no sign of YAML."""
    is_plain = all("\u3400" <= sign <= "\u9fff" or sign.isalnum() or sign in _PLAIN for sign in word)
    begins_chinese = "\u3400" <= word[:1] <= "\u9fff"
    return word if is_plain and begins_chinese else '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
