"""The log never holds an identity number, a phone or a name, wherever in a record they stand."""

import io
import logging
import sys
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from anju.audit import logs
from anju.kernel import identity

CHINESE = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
names = st.text(CHINESE, min_size=2, max_size=6)
phones = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
around = st.text(st.characters(exclude_categories=["Cs"]), max_size=15)


@st.composite
def numbers(draw: st.DrawFn) -> str:
    born = draw(st.dates(date(1930, 1, 1), date(2021, 12, 31)))
    first17 = f"{draw(st.sampled_from(['612427', '610926']))}{born:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return first17 + identity.check_digit(first17)


secrets = st.one_of(names, phones, numbers())


def written(message: str, *arguments: object, error: BaseException | None = None) -> str:
    """What a handler with our formatter writes for one record."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.PrivateFormatter())
    held = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("anju", logging.ERROR, __file__, 1, message, arguments, held)
    handler.emit(record)
    return stream.getvalue()


@given(secrets, around, around)
def test_a_secret_in_the_message_is_masked(secret: str, before: str, after: str) -> None:
    assert secret not in logs.scrub(before + secret + after)


@given(secrets)
def test_a_secret_among_the_arguments_is_masked(secret: str) -> None:
    assert secret not in written("row %s of %r", secret, {"value": secret, "list": [secret]})


@given(secrets)
def test_a_secret_in_an_error_and_in_its_cause_is_masked(secret: str) -> None:
    try:
        try:
            raise ValueError(f'duplicate key: DETAIL: Key (name)=("{secret}") already exists.')
        except ValueError as cause:
            raise RuntimeError(f"row {secret} failed") from cause
    except RuntimeError as error:
        text = written("import failed", error=error)
    assert secret not in text
    assert "RuntimeError" in text
    assert "ValueError" in text


@given(names)
def test_a_name_in_an_address_of_the_web_is_masked(name: str) -> None:
    text = written("Not Found: /search/?q=%s", quote(name))
    assert quote(name) not in text
    assert quote(name).lower() not in text
    assert name.encode("unicode_escape").decode() not in logs.scrub(name.encode("unicode_escape").decode())


@given(numbers())
def test_a_number_in_groups_is_masked(number: str) -> None:
    for written_as in (
        f"{number[:6]} {number[6:14]} {number[14:]}",
        f"{number[:6]}-{number[6:14]}-{number[14:]}",
    ):
        assert number[6:14] not in logs.scrub(written_as)


@pytest.mark.parametrize(
    "text",
    ["2021-08-31 12:00:00,123 ERROR anju: batch 12345 refused", "site 610926100001 has 842 households",
     'File "/work/anju/intake/actions.py", line 120, in apply'],
)  # fmt: skip
def test_what_is_needed_to_find_the_place_stays(text: str) -> None:
    assert logs.scrub(text) == text


def test_a_name_with_a_middle_dot_is_masked_whole() -> None:
    assert logs.scrub("person 阿依古丽·买买提 refused") == f"person {logs.WORDS} refused"


def test_every_handler_of_the_settings_uses_the_formatter() -> None:
    configured: dict[str, Any] = dict(settings.LOGGING)
    formatters = configured["formatters"]
    for handler in configured["handlers"].values():
        assert formatters[handler["formatter"]]["()"] == "anju.audit.logs.PrivateFormatter"
    assert all(logger["propagate"] and not logger["handlers"] for logger in configured["loggers"].values())


def test_an_error_that_nobody_anticipated_goes_through_the_log(caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise ValueError("邹试安")
    except ValueError:
        kind, error, trace = sys.exc_info()
    assert kind
    assert error
    with caplog.at_level(logging.CRITICAL, logger="anju"):
        logs.report(kind, error, trace)
    assert [record.message for record in caplog.records] == ["unexpected error"]
