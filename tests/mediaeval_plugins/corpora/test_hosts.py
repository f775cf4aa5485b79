from __future__ import annotations

import threading
import time

import pytest

from mediaeval_plugins.corpora.hosts import Hosts, Visit, host_of


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Img.Example:8080/a.jpg?x=1", "img.example:8080"), ("http://user:pass@x.example/a", "x.example"),
        ("http://x.example./a", "x.example."), ("http:///a.jpg", ""), ("http://a..b/x", ""), ("http://[::1/x", ""),
        ("http://x.example:port/a", ""), ("http://[::1]:80/x", "[::1]:80"),
    ],
)  # fmt: skip
def test_the_host_of_an_address(url: str, host: str) -> None:
    assert host_of(url) == host


def take(hosts: Hosts) -> Visit:
    visit = hosts.take()
    assert visit is not None
    return visit


def test_hosts_take_turns_and_each_keeps_its_pace() -> None:
    hosts = Hosts(per_second=10, per_host=5)
    for n in range(3):
        hosts.add(f"http://a/{n}")
    hosts.add("http://b/0")
    hosts.close()
    begun, order = time.monotonic(), []
    while (visit := hosts.take()) is not None:
        order.append(visit.url)
        hosts.done(visit)
    assert order == ["http://a/0", "http://b/0", "http://a/1", "http://a/2"]
    assert time.monotonic() - begun >= 0.19


def test_no_more_are_under_way_than_a_host_bears() -> None:
    hosts = Hosts(per_second=1e6, per_host=2)
    for n in range(3):
        hosts.add(f"http://a/{n}")
    first, _ = take(hosts), take(hosts)
    third: list[Visit] = []
    thread = threading.Thread(target=lambda: third.append(take(hosts)))
    thread.start()
    time.sleep(0.05)
    assert third == []
    hosts.done(first)
    thread.join(2)
    assert third[0].url == "http://a/2"


def test_a_visit_that_is_made_again_waits_and_remembers() -> None:
    hosts = Hosts(per_second=1e6, per_host=1)
    hosts.add("http://a/0")
    hosts.close()
    visit = take(hosts)
    hosts.again(visit, "http://b/1")
    hosts.done(visit)
    moved = take(hosts)
    assert (moved.address, moved.url, moved.seen, moved.attempts) == ("http://a/0", "http://b/1", ("http://a/0",), 0)
    begun = time.monotonic()
    hosts.again(moved, moved.url, wait=0.1, failed=True)
    hosts.done(moved)
    later = take(hosts)
    assert time.monotonic() - begun >= 0.1
    assert (later.seen, later.attempts) == (("http://a/0",), 1)
    hosts.done(later)
    assert hosts.take() is None


def test_a_pause_is_for_the_whole_host_alone() -> None:
    hosts = Hosts(per_second=1e6, per_host=1)
    for url in ("http://a/0", "http://a/1", "http://b/0"):
        hosts.add(url)
    visit = take(hosts)
    hosts.pause(visit.url, 0.15)
    hosts.done(visit)
    begun = time.monotonic()
    assert take(hosts).url == "http://b/0"
    assert time.monotonic() - begun < 0.1
    assert take(hosts).url == "http://a/1"
    assert time.monotonic() - begun >= 0.14


def test_who_adds_waits_while_many_wait_and_is_let_go_by_a_stop() -> None:
    hosts = Hosts(per_second=1e6, per_host=1, capacity=2)
    done = threading.Event()

    def add() -> None:
        for n in range(4):
            hosts.add(f"http://a/{n}")
        done.set()

    thread = threading.Thread(target=add)
    thread.start()
    assert not done.wait(0.05)
    hosts.done(take(hosts))
    assert not done.wait(0.05)
    hosts.stop()
    assert done.wait(2)
    thread.join()
    assert hosts.take() is None
