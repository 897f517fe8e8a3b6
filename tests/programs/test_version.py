"""Debian's version of a package and the project's own."""

import pytest

from exporterhub.programs import upstream_version


@pytest.mark.parametrize(
    ("debian", "upstream"),
    [
        ("1.45.0-1+b4", "1.45.0"),
        ("5:7.0.15-1~deb12u6", "7.0.15"),
        ("2.42.0+ds-5+deb12u1", "2.42.0"),
        ("2.53.3+ds1-2", "2.53.3"),
        ("1.6.20~ds1-1+b1", "1.6.20"),
        ("1:10.11.14-0+deb12u2", "10.11.14"),
        ("0.3.0+git20230101-1", "0.3.0"),
        ("3.0.0~rc50-1", "3.0.0~rc50"),
        ("12.2", "12.2"),
    ],
)
def test_upstream_version(debian: str, upstream: str) -> None:
    assert upstream_version(debian) == upstream
