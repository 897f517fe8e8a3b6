"""Webhooks: the operator's own addresses are told when a version was recorded, and when an entry's tier moves."""

from exporterhub.hub.webhooks.attempt import rendered
from exporterhub.hub.webhooks.courier import Courier, deliver_one, send_test
from exporterhub.hub.webhooks.custom import EXAMPLE
from exporterhub.hub.webhooks.event import KINDS, Event, Kind, event_schema, sample
from exporterhub.hub.webhooks.model import CUSTOM, Delivery, Webhook, moment
from exporterhub.hub.webhooks.noticing import EntryNow, entries_now, notice
from exporterhub.hub.webhooks.operator import EVERY, Operator, is_same_origin, read_operator
from exporterhub.hub.webhooks.outcome import Outcome
from exporterhub.hub.webhooks.queue import delivery, recent
from exporterhub.hub.webhooks.registry import add, checked, checked_template, find, list_webhooks, remove
from exporterhub.hub.webhooks.templates import names, summary

__all__ = [
    "CUSTOM",
    "EVERY",
    "EXAMPLE",
    "KINDS",
    "Courier",
    "Delivery",
    "EntryNow",
    "Event",
    "Kind",
    "Operator",
    "Outcome",
    "Webhook",
    "add",
    "checked",
    "checked_template",
    "deliver_one",
    "delivery",
    "entries_now",
    "event_schema",
    "find",
    "is_same_origin",
    "list_webhooks",
    "moment",
    "names",
    "notice",
    "read_operator",
    "recent",
    "remove",
    "rendered",
    "sample",
    "send_test",
    "summary",
]
