"""Where the state is: what is taken for an address, and that no password is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporterhub.errors import BadInput, Missing
from exporterhub.hub.state import chosen_database, default_file, open_state, parse_database


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("sqlite:////var/lib/hub/state.sqlite", "/var/lib/hub/state.sqlite"),
        ("/var/lib/hub/a b%20c.sqlite", "/var/lib/hub/a b%20c.sqlite"),
        ("postgresql://hub@db.example/state", "postgresql://hub@db.example/state"),
        ("postgres://hub@db.example:5433/state", "postgresql://hub@db.example:5433/state"),
        ("postgresql+psycopg://hub@db/state", "postgresql://hub@db/state"),
        ("postgresql:///state?host=/run/postgresql", "postgresql:///state?host=%2Frun%2Fpostgresql"),
        ("postgresql://hub:s3cret@db/state", "postgresql://hub:***@db/state"),
        ("postgresql://hub@db/state?password=s3cret", "postgresql://hub@db/state?password=%2A%2A%2A"),
    ],
)
def test_addresses_are_read_and_shown_without_passwords(text: str, shown: str) -> None:
    address = parse_database(text)
    assert address.shown == shown
    assert "s3cret" not in repr(address)


def test_a_relative_path_is_one_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert parse_database("state.sqlite").file == parse_database("sqlite:///state.sqlite").file
    assert parse_database("state.sqlite").file == tmp_path / "state.sqlite"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "mysql://hub:s3cret@db/state",
        "postgresql://hub:s3cret@db",
        "postgresql://hub:s3cret@db:port/state",
        "postgresql://hub:s3cret@one:1,two:2/state",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite://s3cret/state",
        "http://hub:s3cret@db/state",
        "://s3cret",
        "hub:s3cret@db/state",
        "host=db password=s3cret",
    ],
)
def test_what_is_none_is_refused_without_its_password(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        open_state(text)
    assert caught.value.exit_code == 2
    assert caught.value.remedy
    if "s3cret/" not in text:
        assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("environment", "home"),
    [
        ({"XDG_DATA_HOME": "/srv/data"}, Path("/srv/data")),
        ({"XDG_DATA_HOME": "data"}, Path.home() / ".local/share"),
        ({"XDG_DATA_HOME": ""}, Path.home() / ".local/share"),
        ({}, Path.home() / ".local/share"),
    ],
)
def test_the_default_file_is_in_the_data_folder(environment: dict[str, str], home: Path) -> None:
    assert default_file(environment) == home / "exporterhub" / "state.sqlite"
    assert parse_database(None, environment).file == home / "exporterhub" / "state.sqlite"


def test_a_user_without_a_home_has_a_default_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    assert default_file({}) == Path("/.local/share/exporterhub/state.sqlite")


def test_the_flag_goes_before_the_environment() -> None:
    environment = {"EXPORTERHUB_DATABASE": "postgresql://hub:s3cret@db/state"}
    assert chosen_database("other.sqlite", environment) == "other.sqlite"
    assert chosen_database(None, environment) == environment["EXPORTERHUB_DATABASE"]
    assert chosen_database(None, {"EXPORTERHUB_DATABASE": ""}) is None
    assert chosen_database(None, {}) is None


@pytest.mark.parametrize("url", ["postgresql://hub:s3cret@db/state", "postgresql://hub@db/state?password=s3cret"])
def test_a_password_on_the_command_line_is_refused(url: str) -> None:
    with pytest.raises(BadInput, match="list of processes") as caught:
        chosen_database(url, {})
    assert "s3cret" not in str(caught.value)
    for way in ("EXPORTERHUB_DATABASE", "~/.pgpass", "PGPASSFILE"):
        assert way in caught.value.remedy


def test_a_driver_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(Missing) as caught:
        open_state("postgresql://hub:s3cret@127.0.0.1:1/state")
    assert caught.value.exit_code == 3
    assert "exporterhub[postgresql]" in caught.value.remedy
    assert "s3cret" not in str(caught.value)
