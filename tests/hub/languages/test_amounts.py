"""Numbers, sizes, times and dates, and messages with them, as each language writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from exporterhub.hub.documents.numbers import shown
from exporterhub.hub.languages import ENGLISH, Language, language_of
from exporterhub.hub.languages.amounts import bytesize, duration, reading
from exporterhub.messages import Day, english, listed, named, say, say_many, sentences

KOREAN = language_of("ko")


@pytest.mark.parametrize(
    ("seconds", "in_english", "in_korean"),
    [
        (0, "0 s", "0초"),
        (59.9, "59 s", "59초"),
        (275_000, "3 d 4 h", "3일 4시간"),
        (3 * 3600, "3 h 0 min", "3시간 0분"),
        (2_000 * 86_400, "2,000 d 0 h", "2,000일 0시간"),
    ],
)
def test_durations(seconds: float, in_english: str, in_korean: str) -> None:
    assert duration(ENGLISH, seconds) == in_english
    assert duration(KOREAN, seconds) == in_korean


@pytest.mark.parametrize("language", [ENGLISH, KOREAN])
@pytest.mark.parametrize(
    ("number", "expected"),
    [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (25.34 * 2**30, "25.3 GiB"), (150 * 2**20, "150 MiB")],
)
def test_sizes(language: Language, number: float, expected: str) -> None:
    assert bytesize(language, number) == expected


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("12345", "", "12,345"),
        ("0.25", "", "0.25"),
        ("1234.5678", "", "1,234.57"),
        ("1e-07", "", "1e-07"),
        ("+Inf", "", "+Inf"),
        ("NaN", "bytes", "NaN"),
        ("1073741824", "bytes", "1.0 GiB"),
        ("-5", "bytes", "-5"),
    ],
)
def test_readings(value: str, unit: str, expected: str) -> None:
    assert reading(ENGLISH, value, unit) == expected


def test_days_and_times() -> None:
    assert ENGLISH.day("2026-11-24") == "Nov 24, 2026"
    assert KOREAN.day(date(2026, 11, 24)) == "2026. 11. 24."
    assert KOREAN.day("–") == "–"
    assert KOREAN.clock(datetime(2026, 11, 24, 9, 3, 4, tzinfo=UTC)) == "09:03:04"


@pytest.mark.parametrize(
    ("value", "unit", "in_english", "in_korean"),
    [
        (7200.0, "s", "2 h", "2시간"),
        (0.0123, "s", "12.3 ms", "12.3 ms"),
        (1.5 * 2**20, "bytes", "1.5 MiB", "1.5 MiB"),
        (0.934, "percentunit", "93.4 %", "93.4 %"),
        (1.0, "bool_yes_no", "yes", "예"),
        (12_345.0, "short", "12.3k", "12.3k"),
    ],
)
def test_values_of_panels(value: float, unit: str, in_english: str, in_korean: str) -> None:
    text = shown(value, unit)
    assert (str(text), ENGLISH.tell(text), KOREAN.tell(text)) == (in_english, in_english, in_korean)


def test_a_message_is_its_english_text() -> None:
    message = say_many("%(num)s exporter", "%(num)s exporters", 1234)
    assert message == "1,234 exporters"
    assert ENGLISH.tell(message) == "1,234 exporters"
    assert KOREAN.tell(message) == "익스포터 1,234개"
    assert say_many("%(num)s exporter", "%(num)s exporters", 1) == "1 exporter"


def test_parts_of_a_message_are_told_too() -> None:
    tests = listed(say("it fires"), say("it resolves"), style="clauses")
    message = say("Unit tests show that %(what)s", what=tests)
    assert message == "Unit tests show that it fires and it resolves"
    assert KOREAN.tell(message) == "단위 테스트로 확인: 발생함, 해소됨"
    assert KOREAN.tell(listed("a", "b", "c", style="or")) == "a, b 또는 c"
    assert listed("a", "b", "c", style="or") == ENGLISH.tell(listed("a", "b", "c", style="or")) == "a, b or c"
    assert KOREAN.tell(sentences(say("Steps"), "", "x")) == "절차 x"
    assert KOREAN.tell(Day("2026-01-02")) == "2026. 1. 2."


def test_words_are_told_apart_by_their_list() -> None:
    assert KOREAN.word("exporter", "kind") == KOREAN.tell(named("kind", "exporter")) == "익스포터"
    assert KOREAN.word("<b>", "kind") == "<b>"
    assert ENGLISH.word("proven", "tier") == "proven"


def test_what_is_english_is_marked_and_escaped() -> None:
    message = say("the fault %(name)s", name=english("<b>"))
    assert KOREAN.tell_html(message) == '장애 <span lang="en">&lt;b&gt;</span>'
    assert ENGLISH.tell_html(message) == "the fault &lt;b&gt;"
    assert KOREAN.tell_html(listed("<", english("x"))) == '&lt;, <span lang="en">x</span>'
