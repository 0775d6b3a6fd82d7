"""Intake: a payload in any known format becomes tickets with text, blocks and offsets."""

from translator.intake.formats import read_parts
from translator.intake.readers import READERS, read
from translator.intake.result import Intake, Reader, RowProblem

__all__ = ["READERS", "Intake", "Reader", "RowProblem", "read", "read_parts"]
