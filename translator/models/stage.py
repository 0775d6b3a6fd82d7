"""What a caller hears while a pitch is being made."""

from __future__ import annotations

from pydantic import Field

from translator.models.base import Model


class Stage(Model):
    """One finished step. Every text in it is grounded and checked: what a reader may see.

    Names, in order: "evidence", "incidents", "core", "framing:<stakeholder>" for each, "checks", "done".
    """

    name: str
    parts: dict[str, str] = Field(
        default_factory=dict
    )  # place (see `parts`) → the sentence as a reader sees it
    facts: dict[str, int] = Field(default_factory=dict)  # counts, such as {"quantities": 4}
