"""Every encoding of ours is converted; any other, a mixture, or a cut text is refused with its reason."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.intake.base.reasons import ReadRefused
from transforms.intake.reading.encoding import mixed_line, to_utf8

TEXT = "姓名,证件号码\n张三,某县甲镇居民委员会\n李四,乙乡\n"


def text_of(data: bytes) -> str:
    decoded = to_utf8(data)
    assert decoded.refusal is None
    return bytes(decoded.text).decode()


def refused(data: bytes) -> tuple[str, int | None]:
    with pytest.raises(ReadRefused) as refusal:
        to_utf8(data)
    return refusal.value.reasons[0].code, refusal.value.reasons[0].row


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("gbk"),
        TEXT.encode("gb18030"),
        TEXT.encode() + b"\x1a",
    ],
)
def test_every_encoding_of_ours_gives_the_text(data: bytes) -> None:
    assert text_of(data) == TEXT


def test_a_wide_text_without_a_mark_is_known_by_its_zero_bytes() -> None:
    ascii_text = "name,number\n" * 20
    assert text_of(ascii_text.encode("utf-16-le")) == ascii_text
    assert text_of(ascii_text.encode("utf-16-be")) == ascii_text


@pytest.mark.parametrize("encoding", ["utf-32", "utf-32-le", "utf-32-be"])
def test_characters_of_four_bytes_are_refused(encoding: str) -> None:
    assert refused(TEXT.encode(encoding))[0] == "encoding_unknown"


def test_big5_is_named() -> None:
    assert refused("姓名,證件號碼\n陳大文,臺灣省的人們都是這樣說的\n".encode("big5"))[0] == "encoding_big5"


def test_a_cut_character_at_the_end_means_a_cut_file() -> None:
    assert refused(TEXT.strip().encode()[:-1])[0] == "file_truncated"
    assert refused(codecs.BOM_UTF8 + TEXT.strip().encode()[:-2])[0] == "file_truncated"


def test_bytes_of_no_encoding_are_refused() -> None:
    assert refused("甲乙".encode("gbk") + b"\xff\xff,1\n")[0] == "encoding_unknown"


def test_two_encodings_in_one_file_are_refused_at_the_rarer_line() -> None:
    lines = ["某县甲镇居民".encode(), "某县乙乡居民".encode(), "某县丙街道".encode("gbk"), b"plain"]
    assert refused(b"\n".join(lines)) == ("encoding_mixed", 3)
    assert mixed_line(b"\n".join(lines[:2])) is None
    assert mixed_line("张三\n李四".encode("gbk")) is None


@pytest.mark.parametrize(
    ("encoding", "mark", "cut", "code"),
    [
        ("utf-8", b"", b"\xe5\xb1", "encoding_mixed"),
        ("utf-8", codecs.BOM_UTF8, b"\xb1", "encoding_mixed"),
        ("gb18030", b"", b"\xd5", "encoding_unknown"),
    ],
)
def test_a_character_that_was_cut_is_replaced_and_the_reason_to_refuse_is_kept(
    encoding: str, mark: bytes, cut: bytes, code: str
) -> None:
    lines = [line.encode(encoding) for line in TEXT.splitlines(keepends=True)]
    decoded = to_utf8(mark + b"".join([*lines[:2], b"1," + cut + b"\n", *lines[2:]]))
    assert bytes(decoded.text).decode() == TEXT.replace("\n李", "\n1,\ufffd\n李")
    assert decoded.refusal and decoded.refusal.reasons[0].code == code


def in_halves(text: str) -> bytes:
    """A text as Oracle and Java write it: a rare character as two halves, each in UTF-8."""
    units = text.encode("utf-16-be")
    halves = [chr(int.from_bytes(units[at : at + 2])) for at in range(0, len(units), 2)]
    return "".join(halves).encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_halves_of_rare_characters_are_united(mark: bytes) -> None:
    text = TEXT.replace("张三", "张\U00020bb7")
    assert text_of(mark + in_halves(text)) == text
    assert refused(mark + in_halves(text)[:-20] + "\ud842".encode("utf-8", "surrogatepass") * 2 + b"\n")[0] in (
        "encoding_mixed", "encoding_unknown",
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["shift_jis", "euc_jp", "big5", "cp1251"])
def test_another_encoding_stays_refused_whatever_its_few_broken_characters_are(encoding: str) -> None:
    texts = {"cp1251": "Фамилия,Номер\nИванов,Москва\n", "big5": "姓名,證件號碼\n陳大文,臺灣省的人們都是這樣說的\n"}
    data = texts.get(encoding, "氏名,番号\nカタカナとひらがなの文章です,これはテストです\n").encode(encoding)
    assert refused(data + b"1,\xff\n")[0] in ("encoding_unknown", "encoding_big5")


@given(st.text(alphabet="张三李四甲镇乙乡,0123456789\n", min_size=1, max_size=60))
def test_common_text_is_the_same_from_utf8_and_from_gb18030(text: str) -> None:
    assert text_of(text.encode()) == text
    try:
        text.encode("gb18030").decode()
    except UnicodeDecodeError:
        assert text_of(text.encode("gb18030")) == text
