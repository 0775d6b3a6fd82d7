"""Progress on a terminal: a bar for many tickets, the stage of a single one that waits for a model."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from translator.models import Stage

_BAR_FROM = 4  # tickets; fewer are done before a bar could be read
_BAR_FROM_WAITING = 2  # the same where a model writes
_NEXT = {
    "evidence": "looking for past incidents",
    "incidents": "the model writes the core",
    "core": "the model writes the framings",
    "checks": "checked",
    "done": "done",
}


# Done, of how many (None: nobody can tell), in words.
Advance = Callable[[int, int | None, str], None]


class Progress(NamedTuple):
    """What to tell: a ticket that is done, a stage that is over."""

    advance: Callable[[], object] = lambda: None
    stage: Callable[[Stage], None] | None = None  # None: nobody listens


@contextmanager
def shown_progress(total: int, *, quiet: bool, waits: bool) -> Iterator[Progress]:
    """Progress over `total` tickets on standard error, where that is a terminal.

    `waits`: a model writes, which takes seconds for a ticket.
    """
    bar_from = _BAR_FROM_WAITING if waits else _BAR_FROM
    if quiet or not sys.stderr.isatty() or (total < bar_from and not waits):
        yield Progress()
        return
    from rich.console import Console

    console = Console(stderr=True)
    if total < bar_from:
        with console.status("reading the ticket") as status:
            yield Progress(stage=lambda stage: status.update(_now(stage.name)))
        return
    from rich.progress import Progress as Bar

    with Bar(console=console, transient=True) as bar:
        task = bar.add_task("tickets", total=total)
        yield Progress(advance=lambda: bar.advance(task))


def _now(over: str) -> str:
    """What is going on once the stage of this name is over."""
    return _NEXT.get(over, f"wrote the {over.replace(':', ' for ')}")


@contextmanager
def bar(what: str, *, quiet: bool) -> Iterator[Advance]:
    """A progress bar on a terminal; elsewhere nothing."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, total, said: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total, said: progress.update(task, completed=done, total=total, description=said)
