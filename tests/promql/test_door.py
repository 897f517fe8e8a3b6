"""The names that others may import."""

from exporterhub import promql

DOOR = """
Aggregation Binary Call FunctionUse Grouping Label LabelRead Matcher Matching Node Number OutputLabels Paren Query
QuerySyntaxError Range Selector String Subquery Threshold Unary Window analyse children constant examine kind_of
normal_form number_of_seconds output_of place walk
"""


def test_the_door() -> None:
    assert sorted(promql.__all__) == sorted(DOOR.split())
    assert all(hasattr(promql, name) for name in promql.__all__)
