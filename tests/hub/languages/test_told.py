"""Messages pass through documents, copies and pickles as what they are, and through JSON as English text."""

from __future__ import annotations

import copy
import json
import pickle

from hypothesis import given
from hypothesis import strategies as st

from exporterhub.hub.documents.base import Document, Told
from exporterhub.hub.languages import ENGLISH, language_of
from exporterhub.messages import Message, say, say_many

KOREAN = language_of("ko")


class Note(Document):
    """A document with a sentence."""

    text: Told
    more: list[Told] = []  # noqa: RUF012  (pydantic copies it)


def test_a_document_keeps_a_message_and_is_english_as_json() -> None:
    message = say_many("%(num)s exporter", "%(num)s exporters", 2)
    note = Note(text=message, more=[message, "plain"])
    assert note.text is message
    assert json.loads(note.model_dump_json()) == {"text": "2 exporters", "more": ["2 exporters", "plain"]}
    assert json.loads(json.dumps(note.model_dump())) == json.loads(note.model_dump_json())
    assert KOREAN.tell(note.model_copy().more[0]) == "익스포터 2개"
    assert Note.model_json_schema()["properties"]["text"]["type"] == "string"


def test_copies_are_the_message() -> None:
    message = say("Nothing answers at %(place)s.", place="127.0.0.1:1")
    assert copy.deepcopy(message) is copy.copy(message) is message
    again = pickle.loads(pickle.dumps(message))
    assert isinstance(again, Message)
    assert (again, KOREAN.tell(again)) == (message, KOREAN.tell(message))
    assert {message: 1}["Nothing answers at 127.0.0.1:1."] == 1


@given(st.text())
def test_values_are_never_taken_for_placeholders(value: str) -> None:
    message = say("Nothing answers at %(place)s.", place=value)
    assert message == f"Nothing answers at {value}."
    assert ENGLISH.tell(message) == message
    assert value in KOREAN.tell(message)
    assert "<" not in str(KOREAN.tell_html(message)).replace('<span lang="en">', "").replace("</span>", "")
