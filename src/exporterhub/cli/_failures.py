"""The one place where errors become text and an exit code."""

from __future__ import annotations

import sys
import textwrap
import traceback

from exporterhub.cli._out import clean, paint_error
from exporterhub.errors import ExporterHubError, LabFailure

UNEXPECTED = 70  # EX_SOFTWARE of sysexits.h


def report(error: Exception, *, verbose: bool = False, no_color: bool = False) -> int:
    """Print ``error`` to standard error and answer the exit code for it."""
    if isinstance(error, ExporterHubError):
        print(describe(error, no_color=no_color), file=sys.stderr)
        return error.exit_code
    if verbose:
        traceback.print_exception(error, file=sys.stderr)
    first = (str(error).splitlines() or [""])[0]
    said = f": {clean(first)}" if first else ""
    print(f"{paint_error('error:', no_color=no_color)} unexpected {type(error).__name__}{said}", file=sys.stderr)
    if not verbose:
        print("  this is a defect of exporterhub; run it with -v for the traceback", file=sys.stderr)
    return UNEXPECTED


def describe(error: ExporterHubError, *, no_color: bool = False) -> str:
    """What is wrong, the next step to take, and for a program of the lab the last lines it wrote."""
    parts = [f"{paint_error('error:', no_color=no_color)} {clean(error.message)}"]
    if error.remedy:
        parts.append(textwrap.indent(clean(error.remedy), "  "))
    if isinstance(error, LabFailure) and error.log.strip():
        parts.append("  the last lines of its log:")
        parts.append(textwrap.indent(clean(error.log.strip()), "    "))
    return "\n".join(parts)
