"""The font of documents and charts: it is there, and it knows what it lacks."""

from __future__ import annotations

import pytest

from transforms.document import font


def test_the_font_is_in_the_environment_with_its_licence() -> None:
    names = {path.name for path in font.font_folder().iterdir()}
    assert {"NotoSansSC-Regular.ttf", "OFL.txt"} <= names


def test_characters_of_the_font_stay_and_others_are_marked() -> None:
    assert font.printable("井头圩镇 97.35%，〔2019〕壹仟元整\n镕堃犇") == "井头圩镇 97.35%，〔2019〕壹仟元整\n镕堃犇"
    assert font.printable("𠮷镇") == "〓镇"
    assert font.printable(font.MISSING_MARK) == font.MISSING_MARK


def test_a_missing_font_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(font, "PACKAGE", "no_such_package_with_a_font")
    with pytest.raises(FileNotFoundError, match="make env"):
        font.font_folder()
