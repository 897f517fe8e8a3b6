"""Templates that an operator wrote: Jinja2 in a sandbox, of which a small language is left, and JSON must come out."""

from __future__ import annotations

from exporterhub.hub.webhooks.custom.language import FILTERS
from exporterhub.hub.webhooks.custom.render import EXAMPLE, LARGEST, check_custom, render_custom

__all__ = ["EXAMPLE", "FILTERS", "LARGEST", "check_custom", "render_custom"]
