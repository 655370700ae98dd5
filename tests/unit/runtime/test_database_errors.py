"""Each error of the database that an operator can meet has one line; a fault of the program has none."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from pipeline.runtime import database_errors as texts
from pipeline.runtime.database_errors import database_text


def _raised(state: str) -> psycopg.Error:
    return psycopg.errors.lookup(state)("some words of the server")


@pytest.mark.parametrize(
    ("state", "text"),
    [("53100", texts.DISK_FULL), ("53200", texts.NO_MEMORY), ("53300", texts.NO_ROOM_TO_CONNECT),
     ("57P01", texts.LOST), ("57P02", texts.LOST), ("57P03", texts.NOT_READY), ("08006", texts.LOST),
     ("25006", texts.READ_ONLY), ("28P01", texts.WRONG_LOGIN), ("42501", texts.NOT_ALLOWED),
     ("42P01", texts.NO_TABLES), ("55P03", texts.TOO_SLOW.format("55P03")), ("57014", texts.TOO_SLOW.format("57014")),
     ("25P03", texts.TOO_SLOW.format("25P03")), ("40P01", texts.TOO_SLOW.format("40P01")),
     ("XX001", texts.DAMAGED.format("XX001")), ("58030", texts.DAMAGED.format("58030")),
     ("23505", None), ("22P02", None), ("42601", None)],
)  # fmt: skip
def test_an_error_with_a_state(state: str, text: str | None) -> None:
    error = _raised(state)
    assert database_text(error) == text
    wrapped = DBAPIError.instance("SELECT 1", {}, error, psycopg.Error)
    assert isinstance(wrapped, Exception) and database_text(wrapped) == text


@pytest.mark.parametrize(
    ("words", "statement", "text"),
    [
        ('connection failed: FATAL:  password authentication failed for user "loader"', None, texts.WRONG_LOGIN),
        ('FATAL:  permission denied for database "warehouse"', None, texts.WRONG_LOGIN),
        ('FATAL:  too many connections for role "loader"', None, texts.NO_ROOM_TO_CONNECT),
        ("FATAL:  sorry, too many clients already", None, texts.NO_ROOM_TO_CONNECT),
        ("FATAL:  the database system is starting up", None, texts.NOT_READY),
        ("connection failed: Connection refused", None, texts.NO_DATABASE),
        ("server closed the connection unexpectedly", "SELECT 1", texts.LOST),
        ("the connection is closed", "SELECT 1", texts.LOST),
    ],
)
def test_an_error_of_the_connection(words: str, statement: str | None, text: str) -> None:
    error = DBAPIError.instance(statement, {}, psycopg.OperationalError(words), psycopg.Error)
    assert isinstance(error, Exception) and database_text(error) == text


def test_what_follows_from_a_lost_connection_is_the_lost_connection() -> None:
    lost = psycopg.OperationalError("server closed the connection unexpectedly")
    try:
        try:
            raise lost
        except psycopg.Error:
            raise RuntimeError("bulk load failed") from None
    except RuntimeError as error:
        assert database_text(error) == texts.LOST


def test_a_fault_of_the_program_has_no_text() -> None:
    assert database_text(KeyError("x")) is None
    assert database_text(psycopg.ProgrammingError("the connection has no cursor")) is None
