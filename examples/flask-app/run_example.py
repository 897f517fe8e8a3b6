"""Start the application, put load on it with ab, and show that its counters equal ab's own figures.

First with the metrics served by the client library, then by ExporterHub's toolkit over TLS and with a password.

The exit code is 0 when all figures are equal, 1 when some differ, 2 for wrong flags or an address that is taken, and 3
when a program that is needed cannot be had.
"""

from __future__ import annotations

import argparse
import contextlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import ab
import comparison
import flags
import scrape
import secured
import tools

from exporterhub.errors import ExporterHubError, LabFailure

HERE = Path(__file__).resolve().parent


def main(argv: Sequence[str] | None = None) -> int:
    """Run the example."""
    parser = _parser()
    args = parser.parse_args(argv)
    if args.concurrency > args.requests:
        parser.error(f"--concurrency {args.concurrency} is more than --requests {args.requests}")
    try:
        tools.command("ab", "apache2-utils")  # nothing is started when it cannot be had
        halves = [half for half in (_plain, _secured) if args.metrics in ("both", half.__name__[1:])]
        return max(half(args) for half in halves)
    except ExporterHubError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130


def _plain(args: argparse.Namespace) -> int:
    print("Metrics served by the client library")
    with _application(args, "app.py") as (application, metrics):
        report = _load(application, args)
        return _show(report, scrape.get(metrics))


def _secured(args: argparse.Namespace) -> int:
    print("Metrics served by the toolkit: TLS, and a password")
    with tempfile.TemporaryDirectory(prefix="flask-app-") as folder:
        made = secured.make(Path(folder), args.metrics_listen[0])
        config = ("--web.config.file", str(made.config_file))
        with _application(args, "app_with_toolkit.py", *config) as (application, metrics):
            report = _load(application, args)
            known = scrape.get(metrics, user=secured.USER, password=made.password, certificate=made.certificate)
            shut = _shut(metrics, made)
            return max(_show(report, known), shut)


def _shut(metrics: str, made: secured.Secured) -> int:
    """Whether (0 or 1) the page is kept from who comes without TLS or without the password."""
    try:
        without_tls = scrape.get(metrics.replace("https:", "http:", 1)).status
    except LabFailure:  # a server may end the connection instead of answering in plain text
        without_tls = 0
    without_password = scrape.get(metrics, certificate=made.certificate).status
    shut = without_tls != 200 and without_password == 401
    print(f"without TLS       {'no page' if without_tls != 200 else 'the page'}")
    print(f"without password  {'no page' if without_password == 401 else without_password}")
    return 0 if shut else 1


def _load(application: str, args: argparse.Namespace) -> ab.Report:
    print(f"$ ab -n {args.requests} -c {args.concurrency} {application}")
    return ab.run(application, args.requests, args.concurrency)


def _show(report: ab.Report, answer: scrape.Answer) -> int:
    if answer.status != 200:
        raise LabFailure(f"the metrics answer with {answer.status}")
    rows = comparison.compare(report, comparison.read(answer.body, answer.content_type))
    print(comparison.table(rows))
    if not comparison.first_was_good(report):
        print("ab calls answers failed whose length is not that of the first; the first was a failure this time.")
    print()
    return 0 if all(row.ab == row.counters for row in rows) else 1


@contextlib.contextmanager
def _application(args: argparse.Namespace, script: str, *more: str) -> Iterator[tuple[str, str]]:
    """The running application: its URL and that of its metrics. It has ended when this has."""
    argv = [
        *(sys.executable, str(HERE / script)),
        *("--listen", flags.join(*args.listen), "--metrics-listen", flags.join(*args.metrics_listen)),
        *("--failure-rate", str(args.failure_rate)),
        *(() if args.seed is None else ("--seed", str(args.seed))),
        *more,
    ]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            said = process.stdout.readline()  # it says where it listens, once it does
            found = re.findall(r"https?://[^\s,]+", said)
            if len(found) != 2:
                raise SystemExit(process.wait() or 1)
            yield found[0], found[1]
        finally:
            process.terminate()
            process.wait()


def _parser() -> argparse.ArgumentParser:
    parser = flags.parser(__doc__)
    parser.add_argument("-n", "--requests", type=_count, default=1000, metavar="N", help="requests (default 1000)")
    parser.add_argument("-c", "--concurrency", type=_count, default=10, metavar="N", help="at a time (default 10)")
    parser.add_argument("--metrics", choices=("plain", "secured", "both"), default="both", help="which half to run")
    return parser


def _count(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < (value := int(text)) <= 1_000_000:
        return value
    raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to 1000000")


if __name__ == "__main__":
    sys.exit(main())
