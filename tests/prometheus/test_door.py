"""The names that other packages use."""

from __future__ import annotations

import exporterhub.prometheus as package


def test_names() -> None:
    assert package.__all__ == sorted(package.__all__, key=lambda name: (name[0].islower(), name))
    assert set(package.__all__) == {
        "Access",
        "Alert",
        "Metadata",
        "Notice",
        "Point",
        "Series",
        "Server",
        "Target",
        "TooMuch",
        "TooSlow",
        "read_access",
    }
    assert all(hasattr(package, name) for name in package.__all__)
