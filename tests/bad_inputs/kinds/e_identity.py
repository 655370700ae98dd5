"""E. Identity: kinds 76 to 93."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace

from tests.bad_inputs.files.clean_rows import AS_OF, number
from tests.bad_inputs.files.forms import CIVIL, DISABLED, EDUCATION, EMPLOYEE, POOR, ROLL, TAX
from tests.bad_inputs.files.grid import Grid
from tests.bad_inputs.files.make import Damage, everywhere, hit, in_csv, in_xlsx, value
from tests.bad_inputs.kinds.model import Kind, holds, kind, loads, quarantines, rejects, warns
from transforms.identity.document_faults import check_digit
from transforms.identity.resident_documents import SIMULATED_AREA_CODE

KNOWN_AREAS = {"known_area_codes": frozenset({SIMULATED_AREA_CODE})}


def numbered(area: str, born: str, sequence: int) -> str:
    first_17 = f"{area}{born}{sequence:03d}"
    return first_17 + check_digit(first_17)


def _of(area: str, born: str) -> Callable[[random.Random], str]:
    """Numbers of one place and day."""
    return lambda rng: numbered(area, born, rng.randint(1, 900))


def wrong_check(text: str) -> str:
    return text[:17] + ("0" if text[17] != "0" else "1")


def old_form(text: str) -> str:
    """The 15-digit form of a number of the last century."""
    return text[:6] + text[8:17]


def _as_numbers(
    make: Callable[[random.Random], str], printed: Callable[[str], str] = lambda n: n, rows: int = 1
) -> Damage:
    """Persons with another number, which must be loaded; `printed` is how it stands in the file."""

    def damage(table: Grid, rng: random.Random) -> None:
        for line in rng.sample(table.data, rows):
            assert line.truth is not None
            line.truth = replace(line.truth, number=make(rng))
            table.set(line, "document_number", printed(line.truth.number))

    return damage


def _born_in(first: int, last: int) -> Callable[[random.Random], str]:
    return lambda rng: number(rng, (first, last))


def _ending_in_x(rng: random.Random) -> str:
    while not (one := number(rng)).endswith("X"):
        pass
    return one


def _rounded(rng: random.Random, digits: int = 15) -> str:
    return number(rng)[:digits].ljust(18, "0")


def _ended_000(rows: int) -> Damage:
    """Numbers as Excel keeps them: fifteen digits, then zeros. A right check digit by chance is left out."""

    def damage(table: Grid, rng: random.Random) -> None:
        for line in rng.sample(table.data, rows):
            one = _rounded(rng)
            while check_digit(one[:17]) == "0":
                one = _rounded(rng)
            table.set(line, "document_number", one)

    return damage


def _other_kind(make: Callable[[random.Random], str]) -> Damage:
    """A document that is no citizen's number: nothing is known of birth or sex, or it is in the number."""
    return _as_numbers(make)


def _two_rows(change: Callable[[Grid, random.Random], None]) -> Damage:
    """The second person of the file made to contradict the first; both count as hit."""

    def damage(table: Grid, rng: random.Random) -> None:
        change(table, rng)
        for line in table.data[:2]:
            line.hit = True

    return damage


def _same_number(table: Grid, rng: random.Random) -> None:
    first, second = table.data[:2]
    assert first.truth is not None and second.truth is not None
    second.truth = replace(second.truth, number=first.truth.number, name=second.truth.name + "又")
    second.cells[table.form.at("document_number")] = first.truth.number
    second.cells[table.form.at("name")] = second.truth.name


def _same_person(table: Grid, rng: random.Random) -> None:
    """Same name, day of birth and unit, another sequence."""
    first, second = table.data[:2]
    assert first.truth is not None and second.truth is not None
    sequence = (int(first.truth.number[14:17]) + 2) % 900 + 1
    other = numbered(SIMULATED_AREA_CODE, first.truth.number[6:14], sequence)
    second.truth = replace(second.truth, name=first.truth.name, number=other, unit=first.truth.unit)
    for name, text in (("name", first.truth.name), ("document_number", other), ("unit", first.truth.unit)):
        second.cells[table.form.at(name)] = text


def _swapped(rows: int) -> Damage:
    def change(table: Grid, line: object, rng: random.Random) -> None:
        cells = line.cells  # type: ignore[attr-defined]
        one, two = table.form.at("name"), table.form.at("document_number")
        cells[one], cells[two] = cells[two], cells[one]

    return hit(change, rows)


def masked(text: str) -> str:
    return text[:4] + "*" * 10 + text[14:]


def _with_column(canonical: str, text: Callable[[str], str], rows: int = 1) -> Damage:
    """A column that says something else than the number."""

    def damage(table: Grid, rng: random.Random) -> None:
        for line in rng.sample(table.data, rows):
            assert line.truth is not None
            table.set(line, canonical, text(line.truth.number))

    return damage


def _born_lately(table: Grid, rng: random.Random) -> None:
    """Somebody without a number, known by the certificate and the day of birth that the row states."""
    line = rng.choice(table.data)
    assert line.truth is not None
    born = AS_OF - dt.timedelta(days=rng.randint(1, 90))
    line.truth = replace(line.truth, number=f"Q19{rng.randrange(10**7):07d}", stated_birth_on=born)
    table.set(line, "document_number", line.truth.number)
    table.set(line, "birth_on", born.isoformat())


def _contrary_sex(text: str) -> str:
    return "女" if int(text[16]) % 2 else "男"


KINDS: tuple[Kind, ...] = (
    kind(
        76, "4.41602E+17 as text", "Q",
        ("in a csv", in_csv(ROLL, value("document_number", lambda t: f"{int(t[:17]) * 10:.5E}")),
         quarantines("document_scientific")),
        ("with all digits", in_csv(POOR, value("document_number", lambda t: f"{t[0]}.{t[1:15]}E+17", 2)),
         quarantines("document_scientific")),
        ("as text in a workbook", in_xlsx(CIVIL, value("document_number", "1.99999E+17")),
         quarantines("document_scientific")),
    ),
    kind(
        77, "numeric cell with 18 digits", "Q always",
        ("as typed", in_xlsx(CIVIL, value("document_number", lambda t: float(t[:17] + "0"))),
         quarantines("document_numeric_cell")),
        ("with a check digit that is right by chance", in_xlsx(CIVIL, value("document_number", lambda t: _lucky(t))),
         quarantines("document_numeric_cell")),
        ("half of the rows", in_xlsx(DISABLED, value("document_number", lambda t: float(t[:17] + "8"), 3)),
         quarantines("document_numeric_cell")),
    ),
    kind(
        78, "last three digits 000 after Excel", "Q",
        ("one in a csv", in_csv(ROLL, _ended_000(1)), quarantines("document_rounded", "document_checksum")),
        ("two in a list", in_csv(POOR, _ended_000(2)), quarantines("document_rounded", "document_checksum")),
        ("as text in a workbook", in_xlsx(CIVIL, _ended_000(1)), quarantines("document_rounded", "document_checksum")),
    ),
    kind(
        79, "15-digit old number", "N to 18 (19yy)",
        ("one", in_csv(ROLL, _as_numbers(_born_in(1940, 1999), old_form)), warns("document_upgraded")),
        ("three", in_xlsx(CIVIL, _as_numbers(_born_in(1940, 1999), old_form, 3)), warns("document_upgraded")),
        ("of a centenarian", in_csv(POOR, _as_numbers(
            lambda rng: numbered(SIMULATED_AREA_CODE, f"19{rng.randint(50, 90)}0101", rng.randint(996, 999)),
                old_form)),
         warns("document_upgraded", "document_centenarian")),
    ),
    kind(
        80, "lower-case x, full-width \uff38, ×", "N",
        ("x", in_csv(ROLL, _as_numbers(_ending_in_x, str.lower, 2)), loads()),
        ("\uff38", in_xlsx(CIVIL, _as_numbers(_ending_in_x, lambda t: t.replace("X", "\uff38"))), loads()),
        ("×", in_csv(TAX, _as_numbers(_ending_in_x, lambda t: t.replace("X", "×"))), loads()),
    ),
    kind(
        81, "17 or 19 digits", "Q",
        ("17", in_csv(ROLL, value("document_number", lambda t: t[:17])), quarantines("document_length")),
        ("19", in_csv(POOR, value("document_number", lambda t: t[:17] + "77", 2)), quarantines("document_length")),
        ("16 in a workbook", in_xlsx(CIVIL, value("document_number", lambda t: t[:16])),
         quarantines("document_length")),
    ),
    kind(
        82, "checksum wrong", "Q",
        ("one digit", in_csv(ROLL, value("document_number", wrong_check)), quarantines("document_checksum")),
        ("in a list", in_xlsx(CIVIL, value("document_number", wrong_check, 2)), quarantines("document_checksum")),
        ("in a receipt", in_csv(TAX, value("document_number", wrong_check)), quarantines("document_checksum")),
    ),
    kind(
        83, "impossible birth date, future birth, age over 130", "Q",
        ("30 February", in_csv(ROLL, value("document_number", numbered(SIMULATED_AREA_CODE, "19800230", 11))),
         quarantines("document_birth_date")),
        ("month 13", in_csv(POOR, value("document_number", numbered(SIMULATED_AREA_CODE, "19801301", 12))),
         quarantines("document_birth_date")),
        ("tomorrow", in_xlsx(CIVIL, value("document_number", numbered(
            SIMULATED_AREA_CODE, f"{AS_OF + dt.timedelta(days=1):%Y%m%d}", 13))), quarantines("document_birth_future")),
        ("131 years", in_csv(TAX, value("document_number", numbered(SIMULATED_AREA_CODE, "18880101", 14))),
         quarantines("document_age")),
    ),
    kind(
        84, "unknown or abolished division code in digits 1-6", "W",
        ("unknown", in_csv(ROLL, _as_numbers(_of("199998", "19800515")),
                           context=KNOWN_AREAS), warns("document_area_unknown")),
        ("zeros", in_xlsx(CIVIL, _as_numbers(_of("100000", "19700101")),
                          context=KNOWN_AREAS), warns("document_area_unknown")),
        ("two of a place that is not in the table", in_csv(POOR, _as_numbers(
            _of("188888", "19600303"), rows=2), context=KNOWN_AREAS),
         warns("document_area_unknown")),
    ),
    kind(
        85, "passport, residence permit, foreign permanent resident, military", "N by type",
        ("permit of Hong Kong", in_csv(ROLL, _other_kind(_of("810000", "19851212"))),
         loads()),
        ("permit of Macao", in_xlsx(CIVIL, _other_kind(_of("820000", "19900909"))),
         loads()),
        ("permit of Taiwan", in_csv(TAX, _other_kind(_of("830000", "19790909"))),
         loads()),
        ("foreign permanent resident, 2017", in_csv(TAX, _other_kind(lambda rng: f"USA{rng.randrange(10**12):012d}")),
         loads()),
        ("foreign permanent resident, 2023", in_csv(ROLL, _other_kind(
            _of("911124", "19820202"))), loads()),
        ("passport", in_csv(POOR, _other_kind(lambda rng: f"E{rng.randrange(10**8):08d}")), loads()),
        ("home return permit", in_csv(ROLL, _other_kind(lambda rng: f"H{rng.randrange(10**10):010d}")), loads()),
        ("military", in_xlsx(CIVIL, _other_kind(lambda rng: f"军字第{rng.randrange(10**7):07d}号")), loads()),
    ),
    kind(
        86, "name and number swapped", "R if more than half",
        ("all rows", in_csv(ROLL, _swapped(6)), rejects("columns_swapped", "mostly_quarantined", "gate_failed")),
        ("four of six", in_xlsx(CIVIL, _swapped(4)), rejects("columns_swapped", "mostly_quarantined", "gate_failed")),
        ("payments", in_csv(TAX, _swapped(6)), rejects("columns_swapped", "mostly_quarantined", "gate_failed")),
        ("one row", in_csv(POOR, _swapped(1)), quarantines("document_characters", "name_missing")),
        decided="more than half: R; single rows: Q",
    ),
    kind(
        87, "same number, two names", "H",
        ("in a list", in_xlsx(CIVIL, _two_rows(_same_number)),
         holds("same_number_two_names", rows_known=True, codes=("document_two_names",))),
        ("in the roll", in_csv(ROLL, _two_rows(_same_number)),
         holds("same_number_two_names", rows_known=True, codes=("document_two_names",))),
        ("among the employees", in_csv(EMPLOYEE, _two_rows(_same_number)),
         holds("same_number_two_names", rows_known=True, codes=("document_two_names",))),
        ("in the tax feed", in_csv(TAX, _two_rows(_same_number)), warns("document_two_names")),
        decided="lists, rolls and employees: H; a tax feed is loaded with a warning, as a day's money cannot wait",
    ),
    kind(
        88, "same name, two numbers", "W",
        ("in a list", in_csv(POOR, _two_rows(_same_person)), warns("document_two_numbers")),
        ("in a workbook", in_xlsx(CIVIL, _two_rows(_same_person)), warns("document_two_numbers")),
        ("in the roll", in_csv(ROLL, _two_rows(_same_person)), warns("document_two_numbers")),
        decided="same name, day of birth and unit; a name alone is shared by thousands",
    ),
    kind(
        89, "number with spaces or hyphens", "N",
        ("spaces every six", in_csv(ROLL, everywhere("document_number", lambda t: f"{t[:6]} {t[6:12]} {t[12:]}")),
         loads()),
        ("hyphens", in_xlsx(CIVIL, everywhere("document_number", lambda t: f"{t[:6]}-{t[6:14]}-{t[14:]}")), loads()),
        ("other dashes", in_csv(TAX, everywhere("document_number", lambda t: f"{t[:6]}\u2013{t[6:14]}\u2014{t[14:]}")),
         loads()),
    ),
    kind(
        90, "sex contradicts digit 17", "W",
        ("in the roll", in_csv(ROLL, _with_column("sex", _contrary_sex)), warns("sex_mismatch")),
        ("in a list", in_xlsx(DISABLED, _with_column("sex", _contrary_sex)), warns("sex_mismatch")),
        ("in two rows", in_csv(ROLL, _with_column("sex", _contrary_sex, 2), 8), warns("sex_mismatch")),
    ),
    kind(
        91, "masked number", "R",
        ("all rows", in_csv(ROLL, everywhere("document_number", masked)),
         rejects("mostly_masked", "mostly_quarantined", "gate_failed")),
        ("a list", in_xlsx(CIVIL, everywhere("document_number", lambda t: t[:6] + "********" + t[14:])),
         rejects("mostly_masked", "mostly_quarantined", "gate_failed")),
        ("payments", in_csv(TAX, everywhere("document_number", lambda t: t[:3] + "XXXXXXXXXXX" + t[14:])),
         rejects("mostly_masked", "mostly_quarantined", "gate_failed")),
        ("one row", in_csv(POOR, value("document_number", masked)), quarantines("document_masked")),
        decided="more than half: R; single rows: Q",
    ),
    kind(
        92, "temporary newborn number, or none", "Q",
        ("none", in_csv(ROLL, value("document_number", "")), quarantines("document_blank")),
        ("a birth certificate without a day of birth", in_xlsx(CIVIL, value("document_number", "Q190000001")),
         quarantines("document_certificate")),
        ("a birth certificate among the employees", in_csv(EMPLOYEE, value("document_number", "Q190000001")),
         quarantines("document_certificate")),
        ("a birth certificate and a day of birth", in_csv(ROLL, _born_lately), loads()),
        ("words instead", in_csv(POOR, value("document_number", "新生儿暂无", 2)), quarantines("document_characters")),
    ),
    kind(
        93, "guardian's number for a child", "W",
        ("a grown-up in a school's list", in_csv(EDUCATION, _as_numbers(_born_in(1960, 1980))),
         warns("document_adult")),
        ("two of them", in_csv(EDUCATION, _as_numbers(_born_in(1950, 1970), rows=2)), warns("document_adult")),
        ("the roll's day of birth is the child's", in_csv(ROLL, _with_column("birth_on", lambda t: "2018-03-04")),
         warns("birth_mismatch")),
    ),
)  # fmt: skip


def _lucky(text: str) -> float:
    """A number whose last digits a float changes, and which still has a right check digit afterwards."""
    for sequence in range(1, 1000):
        one = int(float(numbered(SIMULATED_AREA_CODE, text[6:14], sequence).replace("X", "0")))
        if check_digit(str(one)[:17]) == str(one)[17]:
            return float(one)
    raise AssertionError("no such number")
