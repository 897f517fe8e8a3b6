"""Guides: CommonMark with tables to HTML that cannot do harm.

Raw HTML in a guide is shown as text, and the result is cleaned once more, so that a catalog from elsewhere can be
served as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from exporterhub.hub.highlight import highlight

__all__ = ["guide_html", "guide_outline"]

_TAGS = {
    "a", "blockquote", "br", "code", "div", "em", "h3", "h4", "h5", "hr", "li", "ol", "p", "pre", "s", "span",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "h3": {"id"},
    "h4": {"id"},
    "h5": {"id"},
    "pre": {"tabindex"},
    "ol": {"start"},
}
_CLASSES = {"span": {"c", "k", "s", "n", "f", "l", "m", "o"}, "div": {"code", "scroll"}}


@lru_cache(maxsize=256)
def guide_html(markdown: str) -> Markup:
    """The guide as HTML. Its headings begin at the third level; a first heading that opens it is the page's own."""
    html = _parser().render(markdown)
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow",
    )
    return Markup(clean)  # noqa: S704  (cleaned)


@lru_cache(maxsize=256)
def guide_outline(markdown: str) -> tuple[tuple[str, str], ...]:
    """The ids and texts of the guide's headings of the first level that is left."""
    tokens = _parser().parse(markdown)
    return tuple(
        (str(token.attrGet("id")), "".join(part.content for part in tokens[position + 1].children or ()))
        for position, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == "h3"
    )


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.core.ruler.push("headings", _headings)
    parser.add_render_rule("fence", _fence)
    parser.add_render_rule("table_open", lambda *_: '<div class="scroll"><table>')
    parser.add_render_rule("table_close", lambda *_: "</table></div>")
    return parser


def _headings(state: Any) -> None:
    """Headings two levels down, with an id made from their text; an opening first-level heading is dropped."""
    tokens: list[Token] = state.tokens
    if len(tokens) >= 3 and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        del tokens[:3]
    for position, token in enumerate(tokens):
        if token.type not in ("heading_open", "heading_close"):
            continue
        token.tag = f"h{min(int(token.tag[1]) + 1, 5) if token.tag != 'h1' else 3}"
        if token.type == "heading_open":
            text = tokens[position + 1].content
            token.attrSet("id", "guide-" + re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-"))


def _fence(_: Any, tokens: Sequence[Token], index: int, *__: Any) -> str:
    token = tokens[index]
    language = (token.info.split() or [""])[0]
    return f'<div class="code"><pre tabindex="0"><code>{highlight(token.content, language)}</code></pre></div>\n'
