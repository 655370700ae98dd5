"""Renders docs/reference/document-kinds.md from the registry of document kinds; run by `make docs`."""

from __future__ import annotations

from pathlib import Path

from transforms.identity.document_kinds import DOCUMENT_KINDS, Check, DocumentKind

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "reference" / "document-kinds.md"
_CHECKS: dict[Check, str] = {
    "number": "check digit, birth date and area code of the 18-character form; birth date and sex are read from it",
    "form": "the form only; birth date and sex stay unknown",
    "stated_birth": "the form, and a birth date stated in the row; only in layouts with a certificate column",
}


def render(kinds: tuple[DocumentKind, ...] = DOCUMENT_KINDS) -> str:
    """Return the Markdown of docs/reference/document-kinds.md: one table row per kind, in the order of `kinds`."""
    rows = [
        f"| `{kind.code}` | {kind.label_zh} | `{kind.pattern.replace('|', chr(92) + '|')}` | {_CHECKS[kind.check]} |"
        for kind in kinds
    ]
    return "\n".join(
        [
            "# Kinds of identity documents",
            "",
            "<!-- written by `make docs` from transforms/identity/document_kinds.py -->",
            "",
            "The value of `document_kind` in the warehouse. If a text matches several kinds, the first one is taken.",
            "A text that matches no kind is a fault of its row, and the row is quarantined.",
            "To add a kind, add one entry to `DOCUMENT_KINDS` in `transforms/identity/document_kinds.py`,",
            "and an accepted and a refused example to `tests/unit/identity/test_other_documents.py`.",
            "Then run `make docs`.",
            "",
            "| Code | 名称 | Pattern of the canonical text | Check |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    DOCUMENT.write_text(render(), encoding="utf-8")
