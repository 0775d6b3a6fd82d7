"""Which moment the offline engine sees, on tickets written like real ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from translator.models import Pitch

# title, body, found, what the one-breath sentence says
SEEN = [
    (
        "Users thrown out of the portal",
        "During a live demo prospects are redirected to the login page and have to sign in again.",
        "external",
        "Prospects are thrown back to the sign-in screen during a live demo",
    ),
    (
        "Dashboard is slow",
        "The sales dashboard takes too long to open at month end.",
        "external",
        "wait too long for a report to open at month end",
    ),
    (
        "Double charge on retry",
        "Customers are charged twice when the payment call is repeated.",
        "external",
        "Customers are charged more than they owe for the same order",
    ),
    (
        "Upload of big files fails",
        "Uploads larger than the proxy buffer fail. Customers cannot upload large files.",
        "external",
        "Customers cannot upload",
    ),
    (
        "Push notifications arrive late",
        "Push notifications are delayed after the queue fills up.",
        "external",
        "get their notifications late",
    ),
    (
        "CheckoutPageIT is flaky",
        "The integration test fails at random on the build server. We just run it again.",
        "internal",
        "Developers cannot tell a real fault from a test that fails at random",
    ),
    (
        "Nightly import job hangs",
        "The nightly batch job gets stuck and never finishes.",
        "internal",
        "Data engineers are left waiting for jobs that do not finish",
    ),
    (
        "Deploy by hand",
        "Every deployment to production is done by hand, following a wiki page.",
        "internal",
        "release by hand what could run by itself",
    ),
    (
        "No alert when the queue is full",
        "The queue was full and there was no alert, monitoring silently missed it.",
        "internal",
        "On-call engineers cannot see what went wrong in production",
    ),
]

# title, body: nothing here says who notices what
UNSEEN = [
    ("Rename TariffEngine to FareRules", "The domain word has changed. Rename the package."),
    ("Bump jackson to the latest minor", "Keep dependencies current."),
    ("Refactor the pricing module", "Split the class in two and remove the static helpers."),
    ("Weekly planning meeting", "Prepare slides."),
    ("x", ""),
]


@pytest.mark.parametrize(("title", "body", "found", "says"), SEEN, ids=lambda v: str(v)[:30])
def test_moment_is_seen(
    translate: Callable[..., Pitch], title: str, body: str, found: str, says: str
) -> None:
    """A ticket that says who meets what gets that moment, in the customer's words."""
    pitch = translate(title, body)
    assert pitch.draft.moment.found == found
    assert says in pitch.draft.one_breath.plain
    assert pitch.draft.lever.name is not None


@pytest.mark.parametrize(("title", "body"), UNSEEN)
def test_missing_moment_is_said(translate: Callable[..., Pitch], title: str, body: str) -> None:
    """A ticket without a moment gets no guess: it says so, asks, and writes no framings."""
    pitch = translate(title, body)
    draft = pitch.draft
    assert draft.moment.found == "missing"
    assert "[customer moment needed" in draft.one_breath.plain
    assert draft.framings == ()
    assert draft.lever.name is None
    assert draft.questions[0].fills == "moment"
    assert pitch.state == "needs evidence"


def test_persona_implied_by_the_task_is_an_assumption(translate: Callable[..., Pitch]) -> None:
    """Colleagues the ticket does not name are shown as an assumption, in the headline too."""
    pitch = translate("Nightly import job hangs", "The nightly batch job never finishes.")
    assert pitch.draft.moment.customer.status == "assumption"
    assert pitch.draft.one_breath.status == "assumption"


def test_persona_named_in_the_ticket_is_a_claim(translate: Callable[..., Pitch]) -> None:
    """A named persona is claimed, with the words that name it as evidence."""
    pitch = translate("Search is slow", "Teachers wait too long for search results.")
    customer = pitch.draft.moment.customer
    assert customer.plain == "Teachers."
    assert customer.status == "claim"
    texts = {pitch.evidence.get(i).text for i in customer.evidence if pitch.evidence.get(i)}
    assert "Teachers" in texts


def test_logs_and_code_are_not_read(translate: Callable[..., Pitch]) -> None:
    """Words in a stack trace or a code block do not make a moment."""
    body = "Please look.\n\n```\nERROR login failed for customer 17: payment timeout\n```"
    pitch = translate("Look into the attached output", body)
    assert pitch.draft.moment.found == "missing"
    assert any(b.kind in ("code", "log") for b in pitch.draft.technical.kept)


def test_combinations_that_make_no_sense_are_not_composed(app: object) -> None:
    """Every task has at least one failure that fits, and no task fits all of them."""
    index = app.index  # type: ignore[attr-defined]
    for task in index.tasks:
        fits = [
            f.id for f in index.failures.values() if task not in f.unfit and (not f.fits or task in f.fits)
        ]
        assert 0 < len(fits) < len(index.failures), task


def test_persona_implied_by_the_moment_is_an_assumption(translate: Callable[..., Pitch]) -> None:
    """A demo suggests prospects; where the ticket does not name them, the pitch says it assumes so."""
    pitch = translate("Sign-in broken", "In the live demo people cannot sign in.")
    assert pitch.draft.moment.customer.plain == "Prospects."
    assert pitch.draft.moment.customer.status == "assumption"
