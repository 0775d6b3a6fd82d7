"""The glossary at work: whole sentences, with the words a careful writer would put in their place.

Expected sentences are written by hand from the meaning of the terms, never taken from the output.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

import translator.catalog
from translator.text import WORD, PhraseMatcher

SOURCE = Path(translator.catalog.__file__).parent / "glossary.yaml"
ENTRIES = {
    entry["term"]: entry
    for entry in yaml.load(SOURCE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["glossary"]
}
FORMS = PhraseMatcher((form, term) for term, entry in ENTRIES.items() for form in entry["forms"])


def words(text: str) -> tuple[str, ...]:
    """The words as the matcher sees them: lower case, hyphen and space alike."""
    return tuple(match.group().lower() for match in WORD.finditer(text))


def rewrite(text: str, task: str = "") -> str:
    """The sentence with each term replaced; a reading for the task outranks the general one."""
    chosen = {}
    for match in FORMS.find(text):
        context = ENTRIES[match.key].get("context", [])
        if context and task not in context:
            continue
        if match.span not in chosen or context:
            chosen[match.span] = ENTRIES[match.key]["forms"]
    for span in sorted(chosen, reverse=True):
        says = next(s for f, s in chosen[span].items() if words(f) == words(span.of(text)))
        if span.start == 0:
            says = says[0].upper() + says[1:]
        before = text[: span.start]
        article = re.search(r"\b([Aa])n? $", before)
        if article:
            an = "n" if says[0].lower() in "aeiou" else ""
            before = f"{before[: article.start()]}{article.group(1)}{an} "
        text = before + says + text[span.end :]
    return text


NOUNS = [
    ("An API outage hit the ferries.", "A system connection outage hit the ferries."),
    ("The web UI shows old prices.", "The screen shows old prices."),
    ("Cache misses annoy tour guides.", "Slow page loads annoy tour guides."),
    ("Users suffer from high latency.", "Users suffer from high waiting time."),
    ("Response times are bad at noon.", "Waiting times are bad at noon."),
    ("The database holds the bookings.", "The data store holds the bookings."),
    ("Two replicas disagree.", "Two live copies disagree."),
    ("An unhandled exception stops the sale.", "An unexpected error stops the sale."),
    ("Replication lag hides new orders.", "Delay between copies hides new orders."),
    ("A dead-letter queue filled up.", "An undelivered-items list filled up."),
    ("The cron job never ran.", "The scheduled task never ran."),
    ("Several background jobs are stuck.", "Several background tasks are stuck."),
    ("A session timeout cuts the demo short.", "A sudden sign-out cuts the demo short."),
    ("MFA is off for managers.", "Extra sign-in protection is off for managers."),
    ("The TLS certificate ran out.", "The security certificate ran out."),
    ("A CDN would help guests abroad.", "A delivery network would help guests abroad."),
    ("The REST endpoint is undocumented.", "The connection point is undocumented."),
    ("Webhooks get lost on Mondays.", "Automatic notices get lost on Mondays."),
    ("A circuit breaker is missing.", "A safety switch is missing."),
    ("The pull request waits for Maria.", "The proposed change waits for Maria."),
    ("The regression came back.", "The returned fault came back."),
    ("A flaky test hides the fault.", "An unreliable check hides the fault."),
    ("Stack traces scare customers.", "Error reports scare customers."),
    ("A health check would notice it.", "A well-being check would notice it."),
    ("Our SLO is at risk.", "Our reliability goal is at risk."),
    ("Downtime during the fair was awful.", "Outage time during the fair was awful."),
    ("The runbook is out of date.", "The emergency guide is out of date."),
    ("Toil eats the support team's week.", "Repeated handwork eats the support team's week."),
    ("A vulnerability worries the buyer.", "A security gap worries the buyer."),
    ("The audit trail has holes.", "The activity record has holes."),
    ("PII appears in the emails.", "Personal data appears in the emails."),
    ("A misconfiguration closed the shop.", "A wrong setting closed the shop."),
    ("Push notifications come after the boat.", "Phone notices come after the boat."),
    ("The edge case hits school groups.", "The rare situation hits school groups."),
    ("Failovers take until lunch.", "Standby switch-overs take until lunch."),
    ("The data warehouse is empty.", "The company-wide data store is empty."),
]

VERBS_AND_ADJECTIVES = [
    ("They deploy on Fridays.", "They release on Fridays."),
    ("Maria deploys on Fridays.", "Maria releases on Fridays."),
    ("We are deploying the fix.", "We are releasing the fix."),
    ("The fix was rolled back.", "The fix was reversed."),
    ("We had to roll back the change.", "We had to reverse the change."),
    ("The search times out.", "The search stalls."),
    ("Their order timed out.", "Their order stalled."),
    ("The app retries the payment.", "The app repeats the payment."),
    ("The server throttled the partner.", "The server limited the partner."),
    ("The form threw an exception.", "The form reported an error."),
    ("We migrate the tickets tonight.", "We move the tickets tonight."),
    ("The list renders after lunch.", "The list displays after lunch."),
    ("Data is encrypted on the phone.", "Data is protected on the phone."),
    ("The sign-up is idempotent.", "The sign-up is repeat-safe."),
    ("An idempotent sign-up would help.", "A repeat-safe sign-up would help."),
    ("The export is asynchronous.", "The export is deferred."),
    ("An async export would help.", "A deferred export would help."),
    ("The limit is hard-coded.", "The limit is fixed."),
    ("Concurrent edits get lost.", "Simultaneous edits get lost."),
    ("The report failed in production.", "The report failed in live use."),
    ("Debugging took the whole week.", "Investigating took the whole week."),
]

IN_CONTEXT = [
    ("search", "Latency grew after the fair.", "Waiting time for results grew after the fair."),
    ("open-page", "The latency grew.", "The page loading time grew."),
    ("", "The latency grew.", "The waiting time grew."),
    ("pay", "Timeouts cost us sales.", "Stalled payments cost us sales."),
    ("upload", "Timeouts cost us sales.", "Interrupted uploads cost us sales."),
    ("get-help", "Timeouts cost us sales.", "Stalled requests cost us sales."),
    ("book-order", "A race condition sells it again.", "A timing fault in orders sells it again."),
    ("upload", "The error rate is high.", "The share of failed uploads is high."),
    ("mobile-app", "A cold start annoys guides.", "A slow app opening annoys guides."),
    ("pay", "The idempotency key is missing.", "The guard against repeated charges is missing."),
    ("integrate", "An access token ran out.", "An access pass ran out."),
    ("sign-in", "An access token ran out.", "A sign-in pass ran out."),
    ("release", "A schema migration failed.", "A data change during a release failed."),
]

TOGETHER = [
    (
        "The API gateway drops requests when the database is busy.",
        "The front door drops requests when the data store is busy.",
    ),
    (
        "Retry logic in the job queue hides flaky uploads.",
        "Automatic repeating in the waiting line hides unreliable uploads.",
    ),
    ("A deploy without a rollback is risky.", "A release without a release reversal is risky."),
    ("Raise the idle timeout, then redeploy.", "Raise the waiting limit, then re-release."),
    ("Postgres and Kafka stay as they are.", "Postgres and Kafka stay as they are."),
    ("DEADLOCK while saving an invoice", "Standstill while saving an invoice"),
]


@pytest.mark.parametrize(("text", "expected"), NOUNS + VERBS_AND_ADJECTIVES + TOGETHER)
def test_terms_are_replaced_in_sentences(text: str, expected: str) -> None:
    """The sentence stays grammatical and loses its mechanism words."""
    assert rewrite(text) == expected


@pytest.mark.parametrize(("task", "text", "expected"), IN_CONTEXT)
def test_the_task_decides_between_readings(task: str, text: str, expected: str) -> None:
    """A term with several readings takes the one that belongs to the customer's task."""
    assert rewrite(text, task) == expected
