"""What a reader of incidents hands on, one record at a time: an incident, or what is wrong with a row."""

from __future__ import annotations

from translator.incidents.base import RowProblem
from translator.models import Incident

__all__ = ["Row", "RowProblem"]

Row = Incident | RowProblem
