"""Whether what a writer says is what the evidence says: numbers in their place, claims in their words."""

from translator.support.claims import ALIKE, CARRIED, LEAST, score, unsupported, weigh
from translator.support.fit import Misfit, misfits

__all__ = ["ALIKE", "CARRIED", "LEAST", "Misfit", "misfits", "score", "unsupported", "weigh"]
