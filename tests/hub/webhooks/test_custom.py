"""Templates of the operator's own: what they may say, and that none can hang, flood or reach into the hub."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporterhub.errors import BadInput, SyntaxProblem
from exporterhub.hub.webhooks import EXAMPLE, sample
from exporterhub.hub.webhooks.custom import FILTERS, check_custom, render_custom
from exporterhub.hub.webhooks.custom.language import ROUNDS


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ('{"a": {{ event.name | tojson }}}', {"a": "Redis Exporter"}),
        ("{{ event.missing | tojson }}", ["the alert RedisDown was not seen to fire"]),
        ('{"a": {{ (event.from ~ " to " ~ event.to) | upper | tojson }}}', {"a": "COVERED TO VERIFIED"}),
        ('[{% for a in event.missing %}{{ a | tojson }}{{ "," if not loop.last }}{% endfor %}]', None),
        ("{% if event.version is defined %}1{% elif event.rose and not event.test %}2{% else %}3{% endif %}", 3),
        ('{"a": "{{ event.nothing | default("-") }}"}', {"a": "-"}),
        ('"{{ event.missing | join(", ") | length }}"', "40"),
        ('{"ü": "{# a comment #}"}', {"ü": ""}),
    ],
)
def test_what_it_makes(template: str, expected: object) -> None:
    made = json.loads(render_custom(template, sample("tier")).body)
    assert expected is None or made == expected


def test_the_example_is_one() -> None:
    check_custom(EXAMPLE)


REFUSED = [
    ("", None, "is empty"),
    ("\n\n{% if %}", 3, "Expected an expression"),
    ('{"a": {{ event.nme | tojson }}}', 1, "it has no attribute 'nme'"),
    ('{\n"a": {{ event.version | tojson }}}', 2, "for a tier event"),
    ('{\n"a": {{ event.name }}}', 2, "is no JSON"),
    ("{{ 1 }} trailing", 1, "is no JSON"),
    ("NaN", None, "JSON has no NaN"),
    ("\n{% set a = 1 %}", 2, "assign is not part"),
    ("{{ event.name.upper() }}", 1, "call is not part"),
    ("{{ range(9) }}", 1, "call is not part"),
    ('{{ "a" * 1000000000 }}', 1, "mul is not part"),
    ("{{ 9 ** 9 ** 9 }}", 1, "pow is not part"),
    ('{{ "%999999999d" % 1 }}', 1, "mod is not part"),
    ('{% include "/etc/passwd" %}', 1, "include is not part"),
    ('{% import "x" as x %}', 1, "import is not part"),
    ('{% extends "x" %}', 1, "extends is not part"),
    ("{% macro a() %}{% endmacro %}", 1, "macro is not part"),
    ("{% filter upper %}a{% endfilter %}", 1, "filterblock is not part"),
    ('{{ event | attr("items") }}', 1, "no filter 'attr'"),
    ('{{ "a" | center(1000000000) }}', 1, "no filter 'center'"),
    ("{{ event.name is divisibleby 3 }}", 1, "no test 'divisibleby'"),
    ("{{ event.name | tojson(indent=1000000000) }}", 1, "takes no named arguments"),
    ("{{ event.__class__.__mro__ }}", 1, "is unsafe"),
    ('{{ event["__class__"]["__mro__"] }}', 1, "is unsafe"),
    ("{{ " + "(" * 5000, None, "nested too deeply"),
    ("{{ " + "9" * 9000 + " }}", None, "nested too deeply"),
    ("[" * 9000, None, "nested too deeply"),
    ("{% if 1 %}" * 5 + "1" + "{% endif %}" * 5, 1, "more than 4 deep"),
    ("{% for a in event.missing recursive %}1{% endfor %}", 1, "recursive"),
    ("x" * 16_385, None, "longer than 16 KiB"),
]


@pytest.mark.parametrize(("template", "line", "said"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_refused(template: str, line: int | None, said: str) -> None:
    with pytest.raises(BadInput, match=said.replace(".", r"\.")) as caught:
        check_custom(template)
    assert caught.value.remedy
    if line:
        assert isinstance(caught.value, SyntaxProblem)
        assert caught.value.line == line


def test_loops_are_counted_together() -> None:
    letters = "a" * (ROUNDS // 2 - 1)
    loop = f'{{% for a in "{letters}" %}}{{% endfor %}}'
    check_custom(f"{loop}{loop}1")
    with pytest.raises(SyntaxProblem, match=f"more than {ROUNDS} times"):
        check_custom(f"{loop}{loop}{loop}1")
    nested = f'{{% for a in "{letters}" %}}{{% for b in "{letters}" %}}1{{% endfor %}}{{% endfor %}}'
    with pytest.raises(SyntaxProblem, match=f"more than {ROUNDS} times"):
        check_custom(nested)


@pytest.mark.parametrize("bomb", ['"aaaaaaaaaa"' + '|join("' + "a" * 30 + '")' * 1, "event" + "|tojson" * 40])
def test_values_cannot_grow_without_end(bomb: str) -> None:
    grown = bomb + ('|join("' + "b" * 90 + '")') * 3
    with pytest.raises(SyntaxProblem, match="a value of more than 32768 characters"):
        check_custom(f"{{{{ {grown} }}}}")


def test_the_whole_is_bounded() -> None:
    text = '{% for a in "' + "a" * 900 + '" %}' + "x" * 20 + "{% endfor %}"
    with pytest.raises(BadInput, match="more than 16 KiB"):
        check_custom(text)


PIECES = st.sampled_from(
    [
        "{{ event", ".name", ".missing", "[0]", " | tojson", ' | join("x")', " ~ ", '"a"', " }}", "{% for a in event",
        " %}", "{% endfor %}", "{% if event", " == 1", "{% endif %}", "{", "}", '"', ":", "loop", ".index", "not ",
        " | upper", "a", "{#", "#}", "{% raw %}", "{% endraw %}", "1", " is defined", "(", ")", ",", "\n", "\0", "ü",
        *(f" | {name}" for name in FILTERS),
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=20).map("".join))
def test_any_text_is_taken_or_refused_with_a_remedy(text: str) -> None:
    remedy = "fine"
    try:
        check_custom(text)
    except BadInput as error:
        remedy = error.remedy
    assert remedy
