"""What a PromQL query reads and returns, and where in its text.

``analyse`` is the door; everything else is what it answers with. Places are 0-based characters of the
query's text; ``place`` turns one into line and column.
"""

from ._errors import QuerySyntaxError, place
from ._nodes import (
    Aggregation,
    Binary,
    Call,
    Grouping,
    Label,
    Matcher,
    Matching,
    Node,
    Number,
    Paren,
    Selector,
    String,
    Subquery,
    Unary,
    Window,
    children,
    walk,
)
from ._query import FunctionUse, OutputLabels, Query, Range, analyse, examine, kind_of, normal_form, output_of
from ._reads import LabelRead
from ._threshold import Threshold, constant
from ._tokens import duration_seconds as number_of_seconds

__all__ = [
    "Aggregation",
    "Binary",
    "Call",
    "FunctionUse",
    "Grouping",
    "Label",
    "LabelRead",
    "Matcher",
    "Matching",
    "Node",
    "Number",
    "OutputLabels",
    "Paren",
    "Query",
    "QuerySyntaxError",
    "Range",
    "Selector",
    "String",
    "Subquery",
    "Threshold",
    "Unary",
    "Window",
    "analyse",
    "children",
    "constant",
    "examine",
    "kind_of",
    "normal_form",
    "number_of_seconds",
    "output_of",
    "place",
    "walk",
]
