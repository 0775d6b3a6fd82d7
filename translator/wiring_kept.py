"""What a process keeps ready by name, and what falls out."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar

_MOST = 64  # Apps, and incidents of workspaces

_Name = TypeVar("_Name")
_Thing = TypeVar("_Thing")


def kept(things: OrderedDict[_Name, _Thing], name: _Name, make: Callable[[], _Thing]) -> _Thing:
    """The thing of this name, made where it is not at hand; the one unused for longest falls out.

    It is dropped, not closed: a request may still be using it.
    """
    if name not in things:
        things[name] = make()
        while len(things) > _MOST:
            things.popitem(last=False)
    things.move_to_end(name)
    return things[name]
