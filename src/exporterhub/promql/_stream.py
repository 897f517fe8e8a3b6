"""The tokens of a query with a reading position, and the errors that point at it."""

from __future__ import annotations

from ._errors import QuerySyntaxError
from ._nodes import Number
from ._tokens import Token, duration_seconds, number_value, tokenize

__all__ = ["Stream"]


class Stream:
    """What is left to read of one query."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokenize(text)
        self.at = 0

    @property
    def peek(self) -> Token:
        """The next token."""
        return self.tokens[self.at]

    @property
    def after(self) -> Token:
        """The token after the next."""
        return self.tokens[min(self.at + 1, len(self.tokens) - 1)]

    @property
    def previous(self) -> Token:
        """The token read last."""
        return self.tokens[max(self.at - 1, 0)]

    @property
    def ended(self) -> bool:
        """Whether nothing is left."""
        return self.peek.kind == "end"

    def take(self) -> Token:
        """Read one token."""
        token = self.tokens[self.at]
        self.at = min(self.at + 1, len(self.tokens) - 1)
        return token

    def accept(self, text: str) -> Token | None:
        """Read the next token if it is this sign."""
        return self.take() if self.peek.kind == "op" and self.peek.text == text else None

    def accept_word(self, *words: str, before: str = "") -> Token | None:
        """Read the next token if it is one of these keywords, in any case, and ``before`` follows."""
        token = self.peek
        if token.kind != "name" or token.text.lower() not in words:
            return None
        return self.take() if not before or self.after.text == before else None

    def expect(self, text: str, expected: str = "") -> Token:
        """Read this sign or raise."""
        token = self.accept(text)
        if token is None:
            raise self.unexpected(expected or f"`{text}`")
        return token

    def close(self, text: str, opening: Token) -> Token:
        """Read the sign that closes ``opening``. At the end of the query the opening one is to blame."""
        if self.ended:
            raise self.error(f"`{opening.text}` is not closed", f"`{text}`", at=opening)
        return self.expect(text, "an operator, `,` or `)`" if text == ")" else f"`{text}`")

    def number(self) -> Number:
        """Read a number or a duration."""
        token = self.take()
        value = duration_seconds(token.text) if token.kind == "duration" else number_value(token.text)
        return Number(float(token.text) if value is None else value, token.start, token.end)

    def unexpected(self, expected: str) -> QuerySyntaxError:
        """The error for the next token, which cannot stand here."""
        token = self.peek
        if token.kind == "end":
            return self.error("the query ends too early", expected)
        what = "" if token.kind == "op" else f"{token.kind} "
        return self.error(f"unexpected {what}`{token.text}`", expected)

    def error(self, message: str, expected: str, *, at: Token | None = None, remedy: str = "") -> QuerySyntaxError:
        """An error at ``at``, or at the next token."""
        offset = (at or self.peek).start
        return QuerySyntaxError(message, text=self.text, offset=offset, expected=expected, remedy=remedy)
