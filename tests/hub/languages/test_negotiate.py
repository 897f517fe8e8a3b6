"""Which language a header asks for (RFC 9110, 12.5.4)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporterhub.hub.languages import negotiate

OFFERED = ("en", "ko")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "en"),
        ("ko", "ko"),
        ("KO-kr", "ko"),
        ("ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7", "ko"),
        ("en-US,en;q=0.9,ko;q=0.8", "en"),
        ("en;q=0.5, ko;q=0.9", "ko"),
        ("en;q=0.5, ko;q=0.5", "en"),
        ("ko;q=0.5, en;q=0.5", "ko"),
        ("ko ; q=0.5 , en ; q = 0.4", "ko"),
        ("ko;q=1.000, en;q=0.999", "ko"),
        ("fr", "en"),
        ("fr, de;q=0.5", "en"),
        ("fr, ko;q=0.001", "ko"),
        ("*", "en"),
        ("en;q=0, *", "ko"),
        ("ko, *;q=0", "ko"),
        ("ko;q=0, *;q=0.5", "en"),
        ("ko;q=0", "en"),
        ("ko-KP;q=0.1, ko;q=0.8, en;q=0.5", "ko"),
        ("kok", "en"),
        ("xx;q=abc, ko", "ko"),
        ("ko;q=2", "en"),
        ("ko;q=-1", "en"),
        (";;;,,", "en"),
        ("<script>", "en"),
    ],
)
def test_the_header_decides(header: str, expected: str) -> None:
    assert negotiate(header, OFFERED) == expected


@given(st.text())
def test_any_header_gives_an_offered_language(header: str) -> None:
    assert negotiate(header, OFFERED) in OFFERED
