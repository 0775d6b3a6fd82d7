"""Keys of vendors nobody has listed go, for readers as for models; what only looks like them stays."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from evals.redaction.innocent import INNOCENT
from evals.redaction.measured import measure
from evals.redaction.odd_forms import SECRETS, odd_documents
from translator.redaction import Masker, Redactor, sensitive

FINDERS: dict[str, Callable[[str], Iterable[tuple[int, int]]]] = {
    "readers": lambda text: ((s.start, s.end) for s in sensitive(text)),
    "model": lambda text: ((s.start, s.end) for s in Redactor().found(text)),
}


@pytest.mark.parametrize("finder", FINDERS)
@pytest.mark.parametrize("seed", [20261121, 11, 12])
def test_odd_forms_go_and_innocent_lines_stay(finder: str, seed: int) -> None:
    """Of 150 forms of secrets at least 97 % go whole; of 300 innocent lines at most three lose anything."""
    assert len(SECRETS) >= 150
    assert len(INNOCENT) >= 300
    measured = measure(odd_documents(seed), FINDERS[finder])
    assert measured.recall >= 0.97, measured.missed
    assert measured.touched.total() <= 3, measured.wrong


def test_a_person_with_a_birth_date_is_masked_for_readers() -> None:
    """A name beside a date of birth, a patient's number and a labelled phone are of one person."""
    rows = "filed with | Henrike Moll, born 1961-02-11, patient no. 77-401-228\n"
    shown = Masker().mask(f"{rows}phone of the office | 030 5550 1194")
    assert shown == "filed with | [NAME-1], patient no. [ACCOUNT-1]\nphone of the office | [PHONE-1]"
    for innocent in (
        "a feature born on 2024-01-02",
        "patients 1204 of 3300",
        "phone calls at 2026-05-04 11:22",
    ):
        assert Masker().mask(innocent) == innocent
