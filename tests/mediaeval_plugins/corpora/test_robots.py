from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from mediaeval_plugins.corpora.fetching import Body, Failure, Moved
from mediaeval_plugins.corpora.journal import Outcome
from mediaeval_plugins.corpora.robots import Robots

RULES = """\
User-agent: mediaeval
Crawl-delay: 2
Disallow: /private/
Disallow: /*?*sid=
Allow: /private/open

User-agent: *
Disallow: /
"""


class Answers:
    """A fetcher that has its answers ready."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers
        self.asked: Counter[str] = Counter()

    def get(self, url: str, **_: Any) -> Any:
        self.asked[url] += 1
        return self.answers[url]


def robots(**answers: Any) -> tuple[Robots, Answers]:
    fetcher = Answers({f"https://{name}.example/robots.txt": answer for name, answer in answers.items()})
    return Robots(fetcher, "mediaeval"), fetcher  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("a.jpg", True), ("private/a.jpg", False), ("private/open.jpg", True), ("a.jpg?x=1&sid=2", False)],
)
def test_rules_for_us_are_kept_to_with_their_wildcards(path: str, allowed: bool) -> None:
    rules, fetcher = robots(x=Body(RULES.encode()))
    for _ in range(3):
        verdict = rules.verdict(f"https://x.example/{path}")
        assert (verdict.failure is None) == allowed
        assert verdict.delay == 2
    assert fetcher.asked.total() == 1


def test_a_site_without_rules_allows_everything() -> None:
    rules, _ = robots(x=Failure(Outcome.REFUSED, "status 404", status=404))
    assert rules.verdict("https://x.example/a").failure is None


def test_rules_that_cannot_be_had_now_keep_us_out_until_they_are_asked_for_again() -> None:
    rules, fetcher = robots(x=Failure(Outcome.SERVER_ERROR, "status 503", 7.0))
    failure = rules.verdict("https://x.example/a").failure
    assert failure == Failure(Outcome.UNREACHABLE, "robots.txt: status 503", 7.0)
    fetcher.answers["https://x.example/robots.txt"] = Body(b"")
    assert rules.verdict("https://x.example/a").failure == failure
    rules.forget("https://x.example/a")
    assert rules.verdict("https://x.example/a").failure is None


def test_rules_may_have_moved() -> None:
    rules, _ = robots(x=Moved("https://y.example/robots.txt"), y=Body(b"User-agent: *\nDisallow: /\n"))
    failure = rules.verdict("https://x.example/a").failure
    assert failure is not None
    assert failure.outcome is Outcome.ROBOTS
    around, fetcher = robots(x=Moved("https://x.example/robots.txt"))
    assert around.verdict("https://x.example/a").failure is None
    assert fetcher.asked.total() == 6
