"""When a value cannot occur, when it was merely not recorded, and when nothing can be told."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from exporterhub.catalog import Rule
from exporterhub.rules import Page, check, page_of

CPU = "".join(f'x{{cpu="{cpu}",mode="{mode}"}} 1\n' for cpu in range(3) for mode in ("idle", "user"))
STATES = "".join(f'x{{unit="{u}",state="{s}"}} {int(s == "up")}\n' for u in "ab" for s in ("up", "down", "failed"))
SHAPES = "".join(f'x{{shape="{a}",hue="{b}"}} 1\n' for a in ("round", "flat") for b in ("red", "blue"))


def pages(
    *texts: str,
    trimmed: Mapping[str, tuple[int, int]] | None = None,
    redacted: Mapping[str, tuple[str, ...]] | None = None,
) -> list[Page]:
    """Pages called p0, p1, ..."""
    return [page_of(f"p{n}", text.encode(), trimmed=trimmed, redacted=redacted) for n, text in enumerate(texts)]


def said(expr: str, against: list[Page]) -> list[str]:
    """Severities of what label/value finds."""
    found = check([Rule("g", "A", "alert", expr)], against)
    return [finding.severity for finding in found if finding.id == "label/value"]


@pytest.mark.parametrize(
    ("page", "expr", "expected"),
    [
        (CPU, 'x{mode="idel"}', ["error"]),
        (CPU, 'x{mode="nothing_like_it"}', ["error"]),
        (CPU, 'x{cpu="7"}', ["warning"]),
        (CPU, 'x{mode="idle"}', []),
        (STATES, 'x{state="dead"}', ["error"]),
        (STATES, 'x{unit="c"}', ["warning"]),
        # Two labels that enumerate alike: no telling which is the program's and which the user's.
        (SHAPES, 'x{hue="green"}', ["warning"]),
        ('x{state="up"} 1\n', 'x{state="u"}', ["warning"]),
        ('x{state="running"} 1\n', 'x{state="runing"}', ["error"]),
        ('x{name="running"} 1\n', 'x{name="runing"}', ["warning"]),
        ('x{mode="a"} 1\nx{mode="b"} 0\n', 'x{mode="c"}', ["error"]),
        ('x{flavour="a"} 1\nx{flavour="b"} 0\n', 'x{flavour="c"}', ["warning"]),
        ('x{quantile="0.5"} 1\n', 'x{quantile="0.50"}', []),
        ('x{quantile="0.5"} 1\n', 'x{quantile="0.9"}', ["error"]),
        ('x{a=""} 1\n', 'x{a="b"}', []),
        ('x{code="2xx"} 1\n', 'x{code="5xx"}', []),
        ('x{code="2xx"} 1\n', 'x{code="500"}', ["error"]),
    ],
)
def test_what_a_page_proves(page: str, expr: str, expected: list[str]) -> None:
    assert said(expr, pages(page)) == expected


def test_a_value_seen_on_another_page_is_no_finding() -> None:
    both = pages('x{mode="a"} 1\nx{mode="b"} 0\n', 'x{mode="c"} 1\n')
    assert said('x{mode="c"}', both) == []


def test_a_trimmed_recording_proves_less() -> None:
    cut = {"x": (4, 40)}
    one_group = 'x{cpu="0",mode="idle"} 1\nx{cpu="0",mode="user"} 1\nx{cpu="1",mode="idle"} 1\n'
    assert said('x{mode="steal"}', pages(one_group, trimmed=cut)) == ["warning"]
    assert said('x{le="5"}', pages('x{le="1"} 1\n', trimmed=cut)) == ["warning"]
    # Two whole groups are proof enough.
    assert said('x{mode="steal"}', pages(CPU + 'x{cpu="9",mode="idle"} 1\n', trimmed=cut)) == ["error"]


def test_a_trimmed_recording_says_so() -> None:
    (found,) = check([Rule("g", "a", "record", 'x{db="b"}')], pages('x{db="a"} 1\n', trimmed={"x": (1, 2)}))
    assert found.remedy.endswith("Only some of its series are in the recording.")


def test_nothing_is_said_about_values_that_a_recording_replaced() -> None:
    assert said('x{release="6.1"}', pages('x{release="redacted"} 1\n', redacted={"x": ("release",)})) == []


def test_a_state_set_is_proof() -> None:
    page = page_of("p", b'# TYPE x stateset\nx{x="on"} 1\nx{x="off"} 0\n# EOF\n')
    assert said('x{x="of"}', [page]) == ["error"]
