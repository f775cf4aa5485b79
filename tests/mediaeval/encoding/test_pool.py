from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mediaeval.encoding.pool import WorkerPool, cores, worth
from mediaeval.errors import MediaevalError
from mediaeval.loading import load_file


def test_few_pictures_are_not_worth_a_process() -> None:
    assert worth(None, 63) == 0
    assert worth(None, 10_000_000) == cores()
    assert worth(0, 10_000) == 0
    assert worth(5, 3) == 3


def test_a_worker_that_is_killed_is_told_of() -> None:
    with WorkerPool(1) as pool, pytest.raises(MediaevalError, match="ended without an answer"):
        pool.result(pool.submit(os.kill, pool.result(pool.submit(os.getpid)), signal.SIGKILL))


def test_an_error_of_a_task_comes_back() -> None:
    with WorkerPool(1) as pool, pytest.raises(ValueError, match="invalid literal"):
        pool.result(pool.submit(int, "seven"))


LOOSE = """
from mediaeval import Encoder, hookimpl

class Seven:
    def seven(self):
        return 7

@hookimpl
def mediaeval_encoders():
    yield Encoder("seven", f"{__name__}:Seven")
"""


def test_workers_know_what_a_loose_plugin_file_defines(tmp_path: Path) -> None:
    (tmp_path / "loose.py").write_text(LOOSE)
    plugin = load_file(tmp_path / "loose.py")
    module = plugin.records[0].target.partition(":")[0]
    loose = sys.modules[module].Seven()
    with WorkerPool(1, loose.seven) as pool:
        assert pool.result(pool.submit(loose.seven)) == 7


PARENT = """
import os, time
from mediaeval.encoding.pool import WorkerPool
if __name__ == "__main__":
    with WorkerPool(1) as pool:
        print(pool.result(pool.submit(os.getpid)), flush=True)
        pool.result(pool.submit(time.sleep, 60))
"""


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="there is no /proc to see processes in")
def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    (tmp_path / "parent.py").write_text(PARENT)
    with subprocess.Popen([sys.executable, tmp_path / "parent.py"], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        assert alive(worker)
        parent.kill()
    for _ in range(100):
        if not alive(worker):
            break
        time.sleep(0.1)
    assert not alive(worker)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no process groups to interrupt")
def test_ctrl_c_is_the_parents_alone_to_answer(tmp_path: Path) -> None:
    (tmp_path / "parent.py").write_text(PARENT.replace("60", "1"))
    with subprocess.Popen(
        [sys.executable, tmp_path / "parent.py"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as parent:
        assert parent.stdout is not None
        assert parent.stderr is not None
        parent.stdout.readline()
        os.killpg(parent.pid, signal.SIGINT)
        errors = parent.stderr.read()
    assert errors.count("Traceback") == 1  # the parent's own
    assert errors.rstrip().endswith("KeyboardInterrupt")


UNGUARDED = """
from pathlib import Path
from mediaeval.encoding.pool import WorkerPool
with Path("starts").open("a") as starts:
    starts.write("started\\n")
with WorkerPool(1) as pool:
    print(pool.result(pool.submit(abs, -7)))
"""


def test_workers_do_not_run_the_users_script_again(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(UNGUARDED)
    done = subprocess.run([sys.executable, "script.py"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "7\n"
    assert (tmp_path / "starts").read_text() == "started\n"
