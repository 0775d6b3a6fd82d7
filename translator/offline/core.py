"""The core of a pitch: moment, planning note, bet and lever. Every framing is a projection of it."""

from __future__ import annotations

import re
from typing import NamedTuple

from translator.catalog.models import LeverName
from translator.evidence.units import SECONDS
from translator.models import Bet, CustomerMoment, Lever, NumberLine, PlanningNote, Sentence, Status
from translator.offline import moment as tell
from translator.offline.note import planning_note, scope, two_sided_proof
from translator.offline.situation import Situation
from translator.offline.wording import Phrases, quoted, sentence


class Core(NamedTuple):
    """The claims of a pitch before they are told to anybody in particular."""

    one_breath: Sentence
    moment: CustomerMoment
    note: PlanningNote
    bet: Bet
    lever: Lever
    phrases: Phrases | None  # None: no customer moment was found
    problem: Sentence
    number: NumberLine


def compose(situation: Situation) -> Core:
    """The core; what the ticket does not say becomes a blank with a question.

    The order of the calls is the order in which questions are asked and quotations are given away:
    first what goes wrong, then proof from both sides, then what it costs.
    """
    problem = tell.problem(situation)
    number = tell.number(situation)
    wrong = tell.wrong(situation)
    proof = two_sided_proof(situation)
    moment = tell.customer_moment(situation, wrong, tell.effect(situation), number)
    return Core(
        one_breath=tell.one_breath(situation, problem),
        moment=moment,
        note=planning_note(situation, problem, moment, number, proof),
        bet=_bet(situation),
        lever=_lever(situation),
        phrases=situation.phrases,
        problem=problem,
        number=number,
    )


def _bet(situation: Situation) -> Bet:
    phrases, failure = situation.phrases, situation.reading.failure
    work = situation.work()
    bet = scope(situation)
    if work is not None and not situation.blanks.answer("scope"):
        change = f"Make the change the ticket describes: {quoted(work)}"
        bet = sentence(change, work.id, status="proposed")
    if phrases is None or failure is None:
        blank = sentence(tell.moment_slot(situation), status="blank")
        return Bet(constraint=blank, bet=bet, outcome=blank)
    gain = f"{phrases.personas} {phrases.cured}"
    chain = situation.index.chains[failure.chain]
    outcome = (
        f"{gain}. {chain.result}"
        if situation.external
        else f"{gain}, and the hours this takes today go into the product"
    )
    return Bet(
        constraint=sentence(
            f"Today {phrases.fact} {phrases.when}", *situation.reading.evidence, status=_status(situation)
        ),
        bet=bet,
        outcome=sentence(outcome, status="assumption"),
    )


def _status(situation: Situation) -> Status:
    return "claim" if situation.sure else "assumption"


_SECURITY = re.compile(
    r"\b(?:cve-\d+|vulnerabilit\w+|security hole|it['’]s a hole|exploit\w*|xss|injection|"
    r"unauthori[sz]ed|leak(?:s|ed)? "
    r"(?:data|records|secrets|tokens)|attackers?|data breach)\b",
    re.IGNORECASE,
)
_COST = re.compile(
    r"\b(?:costs? per|storage costs?|hosting|cloud (?:bill|costs?)|spend(?:ing)? on|bill by hand)\b", re.I
)
_SHORT_WAIT = 120.0  # seconds that somebody sits in front of a screen


def _named_lever(situation: Situation) -> LeverName | None:
    """What the ticket itself speaks of, where that says more than how it fails."""
    text = situation.prose
    if _SECURITY.search(text):
        return "security"
    if _COST.search(text):
        return "cost"
    today = situation.chosen.today
    quantity = today.quantity if today is not None else None
    if quantity is None or quantity.unit not in ("ms", "s", "min"):
        return None
    return "speed" if quantity.value * SECONDS[quantity.unit] <= _SHORT_WAIT else None


def _lever(situation: Situation) -> Lever:
    phrases, failure = situation.phrases, situation.reading.failure
    if phrases is not None and failure is not None:
        fact = sentence(phrases.fact, *situation.reading.evidence, status=_status(situation))
        return Lever(name=_named_lever(situation) or failure.lever, sentence=fact)
    lever = situation.blanks.sentence(
        "lever",
        role="product",
        ask="Does this change speed, security, reliability or cost for the business, and how?",
        why="Work that moves none of these will not be funded.",
        blank="lever needed: speed, security, reliability or cost",
    )
    return Lever(name=None, sentence=lever)
