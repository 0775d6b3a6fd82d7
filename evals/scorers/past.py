"""Whether the right past incidents were found, counted and none claimed that is not alike."""

from __future__ import annotations

from collections.abc import Iterator

from evals.benchmarks.retrieval_metrics import ndcg
from evals.scene import Item, Scene, holds


def retrieval(scene: Scene) -> Iterator[Item]:
    """Recall and nDCG of the incidents the pitch leans on, and the count of repeats."""
    expect, past = scene.case.expect, scene.pitch.past
    cited = [i.key for i in past.incidents] if past else []
    if expect.no_incident:
        yield holds("no-false-incident", not cited, "no incident alike", ", ".join(cited))
    if expect.incidents:
        wanted = set(expect.incidents)
        # A pitch leans on a few; finding all of a long family is not asked.
        recall = min(1.0, len(wanted & set(cited)) / min(len(wanted), 3))
        for criterion, score in (("incident-recall", recall), ("incident-ndcg", ndcg(cited, wanted, 3))):
            item = holds(criterion, score == 1.0, ", ".join(expect.incidents), ", ".join(cited) or "none")
            yield item.model_copy(update={"score": round(score, 4)})
        strange = [key for key in cited if key not in wanted]
        yield holds("no-strange-incident", not strange, "only incidents alike", ", ".join(strange))
    if expect.repeats is not None:
        counted = sum(i.counted for i in past.incidents) if past else 0
        yield holds("repeats-counted", counted == expect.repeats, str(expect.repeats), str(counted))
