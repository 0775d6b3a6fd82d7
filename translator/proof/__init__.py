"""What past incidents lend to a pitch: stories, repeats, warning signs, and whether the cause is the same."""

from translator.proof.kept import kept_proof
from translator.proof.proving import prove

__all__ = ["kept_proof", "prove"]
