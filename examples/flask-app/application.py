"""A Flask application that counts its answers with prometheus_client, and fails as often as it is told."""

from __future__ import annotations

import math
import random
import threading
from collections.abc import Callable

from flask import Flask, Response
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge

GREETING = "Hello, world!\n"
APOLOGY = "The application was told to fail.\n"


class Answers:
    """What is known of the answers so far: how many by status code, and what part of them was a success (2xx)."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._lock = threading.Lock()
        self._all = self._good = 0
        self._by_code = Counter(
            "flask_app_responses", "Answers, by their HTTP status code.", ["http_code"], registry=registry
        )
        # A counter that is born at 1 hides its first event from rate() and increase(), so the known codes begin at 0.
        for code in ("200", "500"):
            self._by_code.labels(code)
        self._ratio = Gauge(
            "flask_app_success_ratio", "Success rate: part of all answers that had a 2xx code.", registry=registry
        )
        self._ratio.set(math.nan)  # no answer yet: neither 0 nor 1 would be true, and NaN fires no alert

    def count(self, response: Response) -> Response:
        """Count one answer and hand it on."""
        with self._lock:
            self._by_code.labels(str(response.status_code)).inc()
            self._all += 1
            self._good += 200 <= response.status_code < 300
            self._ratio.set(self._good / self._all)
        return response


def create_app(fails: Callable[[], bool], registry: CollectorRegistry = REGISTRY) -> Flask:
    """The application: ``fails`` is asked once for each request to ``/``."""
    app = Flask(__name__)

    @app.get("/")
    def index() -> tuple[str, int, dict[str, str]]:
        body, status = (APOLOGY, 500) if fails() else (GREETING, 200)
        return body, status, {"Content-Type": "text/plain; charset=utf-8"}

    # after_request sees every answer: those of error handlers and of paths that do not exist, too.
    app.after_request(Answers(registry).count)
    return app


def coin(rate: float, seed: int | None = None) -> Callable[[], bool]:
    """A function that is true with probability ``rate``; with a ``seed`` always in the same order."""
    draw = random.Random(seed).random
    return lambda: draw() < rate
