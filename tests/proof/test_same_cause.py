"""When "this would have prevented it" may be said: every pair of the samples, and look-alikes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.proof.records import incident, proven, sample_incidents, sample_tickets, ticket
from translator.models import Incident, Ticket

# Judged by hand. Everything else stays "similar": another cause, however alike it looks.
SAME = {
    "login-timeout.md": {"INC-316", "INC-319", "INC-326"},
    "manifest-upload.txt": {"INC-312", "INC-324"},
    "month-end-report.wiki.txt": {"INC-318", "INC-322", "INC-327"},
    "checkout-payment.adf.json": {"INC-314", "INC-321"},
    "SKL-497": {"INC-313", "INC-328"},
    "SKL-455": {"INC-309", "INC-330"},
    "SKL-467": {"INC-320"},
    "SKL-470": {"INC-329"},
    "SKL-472": {"INC-315"},
    "skerryline-example/crew-app#218": {"INC-317"},
}
# True, and said by neither side in words that meet: the price of saying nothing false.
MISSED = {
    ("SKL-455", "INC-309"),
    ("SKL-470", "INC-329"),
    ("skerryline-example/crew-app#218", "INC-317"),
}
TICKETS = dict(sample_tickets())
INCIDENTS = [i for i in sample_incidents().values() if i.kind == "incident"]


@pytest.mark.parametrize("name", TICKETS, ids=str)
def test_every_pair_of_the_samples(name: str) -> None:
    """No sample ticket claims an incident of another cause, and all but three true pairs are found."""
    claimed = {
        cited.key
        for one in INCIDENTS
        for cited in proven(TICKETS[name], one).past.incidents
        if cited.relation == "same cause"
    }
    missed = {key for ticket_name, key in MISSED if ticket_name == name}
    assert claimed == SAME.get(name, set()) - missed


def relation(one: Ticket, past: Incident) -> tuple[str, str]:
    """How the incident relates to the ticket, and the rule in words."""
    cited = proven(one, past).past.incidents[0]
    return cited.relation, cited.rule


PROXY = ticket(
    "Uploads of photos break off",
    "Guests cannot upload photos.\n\nCause: the ingress drops a request whose preamble holds an umlaut.",
)
PROXY_TWIN = incident(
    "OUT-7",
    "Photos do not arrive",
    "2026-05-02T10:00",
    summary="Guests could not upload photos.",
    cause="The ingress drops requests with an umlaut in the preamble.",
)


def test_the_same_cause_in_other_words() -> None:
    """Both name the ingress, the umlaut and the preamble in what they give as the cause."""
    same, rule = relation(PROXY, PROXY_TWIN)
    assert same == "same cause"
    assert all(word in rule for word in ("ingress", "umlaut", "preamble"))


LOOK_ALIKES = [
    ("other cause", {"cause": "The certificate of the upload address had expired overnight."}),
    ("only suspected", {"cause": "Perhaps the ingress drops requests with an umlaut in the preamble."}),
    ("denied", {"cause": "It was not caused by the ingress, the umlaut or the preamble."}),
    ("one shared word", {"cause": "The ingress ran out of sockets after the release."}),
    ("no cause told", {"cause": ""}),
    ("common words", {"cause": "A request of the service failed because of an error in the server."}),
    ("another service", {"services": ("ledgerline",)}),
]


@pytest.mark.parametrize("change", [c for _, c in LOOK_ALIKES], ids=[n for n, _ in LOOK_ALIKES])
def test_look_alikes_stay_similar(change: dict[str, Any]) -> None:
    """The same symptom with another, unknown or uncertain cause is never claimed."""
    told = {"summary": "Guests could not upload photos.", "cause": PROXY_TWIN.told("cause")[0].text}
    past = incident("OUT-7", "Photos do not arrive", "2026-05-02T10:00", **(told | change))
    assert relation(PROXY, past) == ("similar", "")


def test_a_suspicion_in_the_ticket_is_no_cause() -> None:
    """What the ticket only guesses is not held against a record."""
    guess = ticket(
        "Uploads of photos break off",
        "Guests cannot upload photos.\n\nCause: maybe the ingress drops a preamble that holds an umlaut.",
    )
    assert relation(guess, PROXY_TWIN)[0] == "similar"


def test_a_denial_outweighs_shared_words() -> None:
    """The ticket's author knows better than a rule."""
    body = f"{PROXY.text}\n\nNot the same as OUT-7, whatever the text says."
    assert relation(ticket("Uploads of photos break off", body), PROXY_TWIN)[0] == "similar"


def test_words_that_join_cause_and_effect_are_no_cause() -> None:
    """ "Due to a port conflict" is a kind of cause that two faults share by chance."""
    one = ticket("Photos break off", "Guests cannot upload.\n\nCause: it fails due to a port conflict.")
    past = incident("OUT-9", "Map is empty", "2026-05-02", cause="The map was empty due to a port conflict.")
    assert relation(one, past)[0] == "similar"


SHARED_WORDS = [
    (
        "how it was found",
        ticket(
            "Photos break off",
            "Guests cannot upload.\n\nFrom preliminary analysis, the root cause is a leak.",
        ),
        "From preliminary analysis, the root cause was a route that two carriers announced.",
    ),
    (
        "an error message in the title",
        ticket(
            "Photo is under construction but no lease found", "Guests cannot upload, the reason is a race."
        ),
        "The map stayed empty because the tile was under construction but no lease found its way back.",
    ),
    (
        "the name of what failed",
        ticket(
            "Booking page slow", "Guests wait.\n\nCause: nobody of the booking page team had read the log."
        ),
        "The pager of the booking page team was flat.",
    ),
]


@pytest.mark.parametrize(("one", "cause"), [s[1:] for s in SHARED_WORDS], ids=[s[0] for s in SHARED_WORDS])
def test_shared_words_that_name_no_cause(one: Ticket, cause: str) -> None:
    """How a cause was looked for, and what an error says, are shared by faults of any cause."""
    past = incident("OUT-9", "Map of the booking page is empty", "2026-05-02", cause=cause)
    assert relation(one, past)[0] == "similar"


def test_a_follow_up_alone_prevents_nothing() -> None:
    """Work after an incident may be a better alert; with the cause beside it the claim stands."""
    past = incident("OUT-9", "Photos do not arrive", "2026-05-02", cause="The scanner had no licence.")
    alert = ticket("A page for the desk", "Follow-up of OUT-9: guests cannot upload, so tell them at once.")
    assert relation(alert, past)[0] == "similar"
    cure = ticket("Licences", "Follow-up of OUT-9: guests cannot upload.\n\nThe scanner has no licence.")
    assert relation(cure, past)[0] == "same cause"


def test_a_bare_reference_needs_the_cause_beside_it() -> None:
    """ "See OUT-9" alone says nothing about why."""
    past = incident("OUT-9", "Photos do not arrive", "2026-05-02", cause="The scanner had no licence.")
    assert (
        relation(ticket("Photos break off", "Guests cannot upload photos, see OUT-9."), past)[0] == "similar"
    )
    known = ticket(
        "Photos break off", "Guests cannot upload photos, see OUT-9.\n\nThe scanner has no licence."
    )
    assert relation(known, past)[0] == "same cause"


def test_the_record_asks_for_this_ticket() -> None:
    """A follow-up that names the ticket is as good as a ticket that names the incident."""
    past = incident(
        "OUT-9", "Photos lost", "2026-05-02", follow_up="One limit everywhere, ticket WEB-31 written."
    )
    same, rule = relation(ticket("One limit for photos", "Guests cannot upload photos.", key="WEB-31"), past)
    assert (same, rule) == ("same cause", "the follow-up of OUT-9 names this ticket")
    denied = incident("OUT-9", "Photos lost", "2026-05-02", follow_up="This is unrelated to WEB-31.")
    assert (
        relation(ticket("One limit for photos", "Guests cannot upload.", key="WEB-31"), denied)[0]
        == "similar"
    )


def test_the_customer_s_task_is_no_cause() -> None:
    """Two outages of one sign-in page share its words whatever broke it."""
    one = ticket(
        "Sign-in broken", "Users cannot sign in.\n\nCause: the password and the session are lost at login."
    )
    past = incident(
        "OUT-1", "Sign-in down", "2026-05-02", cause="The session and the password were lost at login."
    )
    assert relation(one, past)[0] == "similar"
