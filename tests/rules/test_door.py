"""The names that others may import."""

from exporterhub import rules

DOOR = """
Check Metric Page Pages Resolution Series all_checks as_github as_json as_text check check_pages given_meaning
page_of page_of_recording page_of_server pages_from_entry pages_from_file resolve resolve_all
"""


def test_the_door() -> None:
    assert sorted(rules.__all__) == sorted(DOOR.split())
    assert all(hasattr(rules, name) for name in rules.__all__)
