"""Whether a worker of this machine still lives, known at once; of other machines only its beats tell."""

from __future__ import annotations

import os
import platform
from contextlib import suppress
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_PROCESSES = Path("/proc/self/ns/pid")


def machine_mark() -> str:
    """What a process shares with those whose numbers it can look up: host, boot, container."""
    marks = [platform.node()]
    with suppress(OSError):
        marks += [_BOOT.read_text().strip(), os.readlink(_PROCESSES)]
    return " ".join(marks)[:200]


def gone(process: int) -> bool:
    """Whether this machine has no process of this number; False where nobody can tell."""
    if os.name != "posix":
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except OSError:  # it is another user's
        return False
    return False
