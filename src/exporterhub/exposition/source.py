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
    """Text that ends with a line feed, piece by piece.

    A missing line feed at the end of the page is added and warned of. Invalid UTF-8 and lines over ``longest`` are
    errors; when reading leniently the first becomes U+FFFD, and the second an empty line.
    """
    blocks = _of_text(data) if isinstance(data, str) else _of_bytes(data)
    for piece in _whole_lines(blocks, report, longest):
        yield _decode(piece, report, report.read + 1)


def _of_text(data: str) -> Iterator[bytes]:
    for start in range(0, len(data), _PIECE):
        # Lone surrogates stay what they are here, invalid UTF-8, and are reported when the piece is decoded.
        yield data[start : start + _PIECE].encode("utf-8", "surrogatepass")


def _of_bytes(data: bytes | BinaryIO) -> Iterator[bytes]:
    if isinstance(data, (bytes, bytearray, memoryview)):
        view = memoryview(data)
        for start in range(0, len(view), _PIECE):
            yield bytes(view[start : start + _PIECE])
        return
    while block := data.read(_PIECE):
        yield block if isinstance(block, bytes) else block.encode("utf-8", "surrogatepass")


def _whole_lines(blocks: Iterator[bytes], report: Report, longest: int) -> Iterator[bytes]:
    rest: list[bytes] = []  # the line that a block cut
    held = 0
    too_long = False
    for block in blocks:
        cut = block.rfind(b"\n") + 1
        if not cut:
            held += len(block)
            too_long = too_long or held > longest
            if too_long:
                rest.clear()
            else:
                rest.append(block)
            continue
        head = b"".join((*rest, block[:cut]))
        if too_long:
            report.line = report.read + 1
            _refuse_length(report, longest)
            head = block[block.find(b"\n") : cut]
        yield _short_lines(head, report, longest)
        rest = [block[cut:]]
        held = len(block) - cut
        too_long = False
    report.line = report.read + 1
    if too_long or held > longest:
        _refuse_length(report, longest)
    elif held:
        yield b"".join((*rest, b"\n"))
        report.line = report.read
        report.warn(
            "exposition/no-final-line-feed",
            "the last line does not end with a line feed",
            "End the page with a line feed: Prometheus takes it as it is, promtool and other Go parsers do not.",
        )


def _short_lines(head: bytes, report: Report, longest: int) -> bytes:
    if len(head) <= longest:
        return head
    lines = head.split(b"\n")
    for number, content in enumerate(lines):
        if len(content) > longest:
            report.line = report.read + 1 + number
            _refuse_length(report, longest)
            lines[number] = b""
    return b"\n".join(lines)


def _refuse_length(report: Report, longest: int) -> None:
    report.error("exposition/line-too-long", f"the line is longer than {longest} bytes", expected="a shorter line")
    report.voided.add(report.line)


def _decode(piece: bytes, report: Report, first: int) -> str:
    try:
        return piece.decode("utf-8")
    except UnicodeDecodeError:
        lines = piece.split(b"\n")
    return "\n".join(_decode_line(line, report, first + number) for number, line in enumerate(lines))


def _decode_line(line: bytes, report: Report, number: int) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as problem:
        if not _PLAIN_COMMENT.match(line):
            column = len(line[: problem.start].decode("utf-8")) + 1
            report.line = number
            report.error(
                "exposition/invalid-utf-8",
                f"byte 0x{line[problem.start]:02x} is not valid UTF-8",
                column=column,
                expected="UTF-8 (Prometheus refuses the whole page)",
            )
        return line.decode("utf-8", "replace")
