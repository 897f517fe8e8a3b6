"""Reading a page in pieces of whole lines: bytes, text or a binary file, never more than a piece in memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from .report import Report

__all__ = ["pieces"]

_PIECE = 1 << 18
_PLAIN_COMMENT = re.compile(rb"[ \t]*#(?![ \t]+(?:HELP|TYPE)[ \t])")


def pieces(data: bytes | str | BinaryIO, report: Report, longest: int) -> Iterator[str]:
    """Text that ends with a line feed, piece by piece, cut between two families where that can be had.

    A missing line feed at the end of the page is added and warned of. Invalid UTF-8 and lines over ``longest`` are
    errors; when reading leniently the first becomes U+FFFD, and the second an empty line.
    """
    if isinstance(data, str):
        yield from _of_text(data, report, longest)
        return
    for piece in _of_bytes(data) if isinstance(data, bytes) else _of_file(data, longest):
        yield _decode(_ended(_short_lines(piece, report, longest), report), report)


def _of_text(data: str, report: Report, longest: int) -> Iterator[str]:
    start = 0
    while start < len(data):
        end = data.rfind("\n# HELP ", start, start + _PIECE) + 1 if len(data) - start > _PIECE else 0
        end = end or data.rfind("\n", start, start + _PIECE) + 1 or data.find("\n", start) + 1 or len(data)
        text = data[start:end]
        start = end
        if len(text) <= longest and text[-1] == "\n" and _is_valid(text):
            yield text
        else:
            # Lone surrogates become the invalid UTF-8 that they stand for.
            piece = _short_lines(text.encode("utf-8", "surrogatepass"), report, longest)
            yield _decode(_ended(piece, report), report)


def _is_valid(text: str) -> bool:
    """Whether the text has no lone surrogates; UTF-16 is the quickest encoding that says so."""
    try:
        return text.isascii() or bool(text.encode("utf-16-le"))
    except UnicodeEncodeError:
        return False


def _of_bytes(data: bytes) -> Iterator[bytes]:
    start = 0
    while start < len(data):
        end = data.rfind(b"\n# HELP ", start, start + _PIECE) + 1 if len(data) - start > _PIECE else 0
        end = end or data.rfind(b"\n", start, start + _PIECE) + 1 or data.find(b"\n", start) + 1 or len(data)
        yield data[start:end]
        start = end


def _of_file(file: BinaryIO, longest: int) -> Iterator[bytes]:
    rest: list[bytes] = []  # what was read and not given yet: a line, or a family, goes on in the next block
    held = 0  # bytes of it since the last line feed
    while block := file.read(_PIECE):
        line = block.rfind(b"\n") + 1
        if line:
            cut = block.rfind(b"\n# HELP ") + 1 or line
            yield b"".join((*rest, block[:cut]))
            rest, held = [block[cut:]], len(block) - line
        elif held <= longest:  # else the line is too long already, and need not be kept to be refused
            rest.append(block)
            held += len(block)
    if any(rest):
        yield b"".join(rest)


def _short_lines(piece: bytes, report: Report, longest: int) -> bytes:
    """The piece without its lines that are too long."""
    if len(piece) <= longest:
        return piece
    lines = piece.split(b"\n")
    for number, content in enumerate(lines, report.read + 1):
        if len(content) > longest:
            report.line = number
            report.error(
                "exposition/line-too-long",
                f"the line is longer than {longest} bytes",
                expected="a shorter line",
            )
            report.voided.add(number)
            lines[number - report.read - 1] = b""
    return b"\n".join(lines)


def _ended(piece: bytes, report: Report) -> bytes:
    if piece.endswith(b"\n"):
        return piece
    report.warn(
        "exposition/no-final-line-feed",
        "the last line does not end with a line feed",
        "End the page with a line feed: Prometheus takes it as it is, promtool and other Go parsers do not.",
        line=report.read + piece.count(b"\n") + 1,
    )
    return piece + b"\n"


def _decode(piece: bytes, report: Report) -> str:
    try:
        return piece.decode("utf-8")
    except UnicodeDecodeError:
        lines = piece.split(b"\n")
    return "\n".join([_decode_line(line, report, number) for number, line in enumerate(lines, report.read + 1)])


def _decode_line(line: bytes, report: Report, number: int) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as problem:
        if not _PLAIN_COMMENT.match(line):
            report.line = number
            report.error(
                "exposition/invalid-utf-8",
                f"byte 0x{line[problem.start]:02x} is not valid UTF-8",
                column=len(line[: problem.start].decode("utf-8")) + 1,
                expected="UTF-8 (Prometheus refuses the whole page)",
            )
        return line.decode("utf-8", "replace")
