"""Secrets, and where they come from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from exporterhub.errors import BadInput
from exporterhub.toolkit import flags
from exporterhub.toolkit.secret import Secret, add_secret_flag, read_secret


def read(*words: str, **environ: str) -> Any:
    parser = flags.Parser(prog="demo")
    add_secret_flag(parser, "redis.password", variable="REDIS_PASSWORD")
    return read_secret(parser.parse_args(list(words)), "redis.password", variable="REDIS_PASSWORD", environ=environ)


def test_the_order(tmp_path: Path) -> None:
    for name in ("flag", "setting", "redis.password"):
        (tmp_path / name).write_text(f"of {name}\n")
    flag = f"--redis.password-file={tmp_path / 'flag'}"
    setting, credentials = {"REDIS_PASSWORD_FILE": str(tmp_path / "setting")}, {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    variable = {"REDIS_PASSWORD": "of the environment"}
    assert read(flag, **setting, **credentials, **variable).reveal() == "of flag"
    assert read(**setting, **credentials, **variable).reveal() == "of setting"
    assert read(**credentials, **variable).reveal() == "of redis.password"
    assert read(**variable).reveal() == "of the environment"
    assert read() is None


def test_a_file_keeps_its_spaces(tmp_path: Path) -> None:
    (tmp_path / "a").write_text(" a b \r\n")
    assert read(f"--redis.password-file={tmp_path / 'a'}").reveal() == " a b "


@pytest.mark.parametrize(
    ("content", "said"), [(None, "No such file"), (b"", "is empty"), (b"\n", "is empty"), (b"\xff", "no text")]
)
def test_files_that_do_not_do(tmp_path: Path, content: bytes | None, said: str) -> None:
    if content is not None:
        (tmp_path / "a").write_bytes(content)
    with pytest.raises(BadInput, match=said) as caught:
        read(f"--redis.password-file={tmp_path / 'a'}")
    assert "--redis.password-file" in str(caught.value)


def test_there_is_no_flag_for_the_secret_itself(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read("--redis.password=canary")
    assert "did you mean --redis.password-file?" in capsys.readouterr().err


def test_it_is_not_printed() -> None:
    secret = Secret("canary")
    assert "canary" not in f"{secret} {secret!r} {[secret]}"
    assert bool(secret)
    assert not Secret("")
