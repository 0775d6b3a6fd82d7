"""Vector search behind one seam, and the exact search in memory.

A vector belongs to a part of an incident; a search gives the best part of each. `Chroma` is the stored
one; `MemoryVectors` serves a search over a file that is not stored, and is the exact answer that Chroma's
approximate one is measured against.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PARTS_MOST = 4  # vectors of one incident; ids of parts are counted, so that old ones can be removed


Only = Sequence[str] | None  # search among these incidents alone; None: among all


class IndexState(NamedTuple):
    """What an index holds: which store's incidents, up to which revision, embedded by which model."""

    store_id: str
    model_id: str
    revision: int


class PartVector(NamedTuple):
    """The vector of one part of an incident."""

    incident: str
    part: int  # 0 … PARTS_MOST - 1
    vector: NDArray[np.float32]


class Near(NamedTuple):
    """The best part of one incident for a search."""

    incident: str
    cosine: float


class VectorIndex(Protocol):
    """Vectors of one workspace. Every method raises VectorsUnavailable when it cannot be used."""

    def state(self) -> IndexState | None:
        """What it holds; None: nothing yet."""
        ...

    def apply(self, changed: Sequence[PartVector], gone: Sequence[str], state: IndexState) -> None:
        """Replace the vectors of the incidents in `changed`, remove those of `gone`, remember `state`."""
        ...

    def nearest(
        self, query: NDArray[np.float32], limit: int, only: Sequence[str] | None = None
    ) -> list[Near]:
        """The best part of the nearest incidents, best first, about `limit` of them; `only` these ids."""
        ...

    def clear(self) -> None:
        """Forget everything, the state included."""
        ...

    def close(self) -> None:
        """Let go of files and connections; used again, it opens them again."""
        ...


def best_of_each(parts: Sequence[Near]) -> list[Near]:
    """The best part of each incident, best first; the parts come in any order."""
    best: dict[str, Near] = {}
    for part in parts:
        if part.incident not in best or part.cosine > best[part.incident].cosine:
            best[part.incident] = part
    return sorted(best.values(), key=lambda near: -near.cosine)


class MemoryVectors:
    """Exact search in memory; gone with the process."""

    def __init__(self) -> None:
        self._parts: dict[str, list[PartVector]] = {}
        self._state: IndexState | None = None
        self._matrix: NDArray[np.float32] | None = None
        self._rows: list[PartVector] = []

    def state(self) -> IndexState | None:
        """See `VectorIndex`."""
        return self._state

    def apply(self, changed: Sequence[PartVector], gone: Sequence[str], state: IndexState) -> None:
        """See `VectorIndex`."""
        for incident in {*gone, *(part.incident for part in changed)}:
            self._parts.pop(incident, None)
        for part in changed:
            self._parts.setdefault(part.incident, []).append(part)
        self._state, self._matrix = state, None

    def nearest(
        self, query: NDArray[np.float32], limit: int, only: Sequence[str] | None = None
    ) -> list[Near]:
        """See `VectorIndex`."""
        import numpy as np

        if self._matrix is None:
            self._rows = [part for parts in self._parts.values() for part in parts]
            self._matrix = np.array([part.vector for part in self._rows], np.float32)
        if not self._rows:
            return []
        allowed = None if only is None else frozenset(only)
        cosines = self._matrix @ query
        near = [
            Near(row.incident, float(cosine))
            for row, cosine in zip(self._rows, cosines, strict=True)
            if allowed is None or row.incident in allowed
        ]
        return best_of_each(near)[:limit]

    def clear(self) -> None:
        """See `VectorIndex`."""
        self.__init__()  # type: ignore[misc]

    def close(self) -> None:
        """See `VectorIndex`; there is nothing to let go of."""
