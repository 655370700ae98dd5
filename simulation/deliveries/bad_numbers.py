"""Document numbers with exactly one fault."""

from simulation.people.documents import check_digit

BAD_NUMBERS = ("document_checksum", "document_birth_date", "document_length", "document_masked")
_CHARACTERS = "0123456789X"


def bad_number(reason: str, number: str) -> str:
    """Return `number`, a valid citizen number, with one fault added, which the reason code `reason` names.

    `reason`: `document_checksum` (wrong check digit), `document_birth_date` (no such date), `document_length` (too
    short) or `document_masked` (asterisks); others raise ValueError.
    """
    if reason == "document_checksum":
        return number[:17] + _CHARACTERS[(_CHARACTERS.index(number[17]) + 4) % 11]
    if reason == "document_birth_date":
        first_17 = number[:10] + "0230" + number[14:17]
        return first_17 + check_digit(first_17)
    if reason == "document_length":
        return number[:16] + "9"
    if reason == "document_masked":
        return number[:6] + "********" + number[14:]
    raise ValueError(f"{reason} is no fault of a number")
