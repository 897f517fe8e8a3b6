"""Logs as the Prometheus family writes them: logfmt or JSON lines, to standard error.

The fields and their order are those of node_exporter 1.9 and later (``promslog``): time, level, source, msg, and what
belongs to the message.
"""

from __future__ import annotations

import logging
import sys
import time
from typing import Any

__all__ = ["FORMATS", "LEVELS", "Logger", "logger", "setup"]

LEVELS = ("debug", "info", "warn", "error")
FORMATS = ("logfmt", "json")
_ROOT = "exporterhub.toolkit"
_NAMES = {logging.DEBUG: "DEBUG", logging.INFO: "INFO", logging.WARNING: "WARN", logging.ERROR: "ERROR"}
_NUMBERS = {"debug": logging.DEBUG, "info": logging.INFO, "warn": logging.WARNING, "error": logging.ERROR}


class Logger:
    """Writes a message with fields: ``log.info("Listening on", address="[::]:9100")``."""

    def __init__(self, inner: logging.Logger) -> None:
        self._inner = inner

    def debug(self, message: str, **fields: Any) -> None:
        """For whoever looks for a defect."""
        self._write(logging.DEBUG, message, fields)

    def info(self, message: str, **fields: Any) -> None:
        """What an operator wants to know."""
        self._write(logging.INFO, message, fields)

    def warn(self, message: str, **fields: Any) -> None:
        """Something is odd, and work goes on."""
        self._write(logging.WARNING, message, fields)

    def error(self, message: str, **fields: Any) -> None:
        """Something did not work."""
        self._write(logging.ERROR, message, fields)

    def _write(self, level: int, message: str, fields: dict[str, Any]) -> None:
        if self._inner.isEnabledFor(level):
            self._inner.log(level, "%s", message, extra={"fields": fields}, stacklevel=3)


def logger(name: str) -> Logger:
    """The logger of one part of an exporter."""
    return Logger(logging.getLogger(f"{_ROOT}.{name}"))


def setup(level: str = "info", form: str = "logfmt") -> None:
    """Send all logs of this process to standard error, from ``level`` on, in ``form`` (one of FORMATS)."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if form == "json" else _Logfmt())
    logging.basicConfig(level=_NUMBERS[level], handlers=[handler], force=True)
    logging.getLogger("asyncio").setLevel(logging.WARNING if level != "debug" else logging.DEBUG)


def _record_fields(record: logging.LogRecord) -> dict[str, Any]:
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
    fields = {
        "time": f"{stamp}.{int(record.msecs):03d}Z",
        "level": _NAMES.get(record.levelno, record.levelname),
        "source": f"{record.filename}:{record.lineno}",
        "msg": record.getMessage(),
    }
    fields.update(getattr(record, "fields", {}))
    if record.exc_info and record.exc_info[1] is not None:
        fields.setdefault("err", repr(record.exc_info[1]))
    return fields


class _Logfmt(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return " ".join(f"{key}={_value(value)}" for key, value in _record_fields(record).items())


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        import json

        return json.dumps(_record_fields(record), default=str, ensure_ascii=False)


def _value(value: Any) -> str:
    """A logfmt value: quoted, as Go quotes it, when it is more than one plain word. A line stays a line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    if text and all("!" <= character <= "~" and character not in '"=' for character in text):
        return text
    return '"' + "".join(map(_quoted, text)) + '"'


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _quoted(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
