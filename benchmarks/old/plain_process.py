"""Tasks in a process of their own, because how memory is handed out is a setting of a whole process."""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from hotcold.bench.rounds import Task


@contextlib.contextmanager
def plain_process(build: Callable[..., Mapping[str, Task]], *arguments: object) -> Iterator[dict[str, Task]]:
    """Call ``build`` in a new process, whose memory allocator is left as it comes; yield its tasks to be run there.

    Args:
        build: a function at the top of a module; returns the tasks by name.
        arguments: what it is given, copied into the process.

    Raises:
        RuntimeError: the process ended; what it wrote is in the log.

    """
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, build, arguments))
    process.start()
    theirs.close()  # so that either side notices when the other ends
    try:
        with ours:
            yield {name: partial(_asked, ours, name) for name in _received(ours)}
    finally:
        process.join()


def _serve(connection: Connection, build: Callable[..., Mapping[str, Task]], arguments: tuple[object, ...]) -> None:
    tasks = build(*arguments)
    connection.send(list(tasks))
    with contextlib.suppress(EOFError):
        while True:
            connection.send(tasks[connection.recv()]())


def _asked(connection: Connection, name: str) -> float:
    connection.send(name)
    return _received(connection)


def _received(connection: Connection) -> Any:  # noqa: ANN401
    try:
        return connection.recv()
    except EOFError:
        raise RuntimeError("the process of the usual ways ended; what it wrote is above") from None
