"""Whether what a writer says is what the evidence says: numbers in their place, claims in their words."""

from translator.support.claims import ALIKE, CARRIED, LEAST, held, score, tellers, unsupported, weigh
from translator.support.doubts import doubted
from translator.support.fit import Misfit, misfits

__all__ = [
    "ALIKE", "CARRIED", "LEAST", "Misfit", "doubted", "held", "misfits", "score", "tellers", "unsupported",
    "weigh",
]  # fmt: skip
