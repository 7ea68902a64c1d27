"""The process that the benchmark's usual ways run in."""

import os
import platform
import resource

import pytest

from hotcold.allocator import keep_freed_memory
from hotcold.bench.plain_process import plain_process
from hotcold.bench.rounds import Task


def pages_task() -> dict[str, Task]:
    """Return a task that counts the pages the kernel provides for buffers that are freed and asked for again."""

    def pages() -> float:
        seen = []
        for _ in range(10):
            for mebibytes in (1, 8, 16):
                bytearray(mebibytes << 20)
            seen.append(resource.getrusage(resource.RUSAGE_SELF).ru_minflt)
        return float(seen[-1] - seen[0])

    return {"pages": pages, "process": lambda: float(os.getpid())}


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="not glibc: its allocator is left as it is")
def test_a_plain_process_runs_tasks_and_keeps_no_memory() -> None:
    keep_freed_memory()
    with plain_process(pages_task) as tasks:
        assert list(tasks) == ["pages", "process"]
        assert tasks["pages"]() > 10 * pages_task()["pages"]()
        process = int(tasks["process"]())
        assert process != os.getpid()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def nothing_built() -> dict[str, Task]:
    raise ValueError("no tasks today")


def test_a_plain_process_that_fails_is_named(capfd) -> None:
    with pytest.raises(RuntimeError, match="usual ways ended"), plain_process(nothing_built):
        pass
    assert "no tasks today" in capfd.readouterr().err
