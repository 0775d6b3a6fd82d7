"""All ways to score a pitch without a model. A new one is a function here and a row in `SCORERS`."""

from __future__ import annotations

from evals.scene import Scorer
from evals.scorers.facts import moment_facts, plan_facts
from evals.scorers.framings import framings
from evals.scorers.glossary import glossary
from evals.scorers.numbers import nothing_invented, the_number
from evals.scorers.one_read import one_read
from evals.scorers.past import retrieval
from evals.scorers.round_trip import round_trip
from evals.scorers.sources import citations, questions
from evals.scorers.wording import findings, leaks, lengths, readability

SCORERS: tuple[Scorer, ...] = (
    Scorer("moment", "Customer, task, moment and fault are those of the ticket", moment_facts),
    Scorer("number", "The number is the ticket's, by value and unit, or a blank", the_number),
    Scorer("plan", "Scope, finish line, lever, proof and review date are those of the ticket", plan_facts),
    Scorer("invented", "No number, date or name that no source holds", nothing_invented),
    Scorer("citations", "Claims cite evidence that stands verbatim in its source", citations),
    Scorer("questions", "What is missing is asked, what is there is not", questions),
    Scorer("framings", "Every reader gets the same number and ask, problem first", framings),
    Scorer("retrieval", "The right past incidents, and no others", retrieval),
    Scorer("lengths", "One breath, half a minute, one page", lengths),
    Scorer("readability", "Short sentences in words a customer knows", readability),
    Scorer("glossary", "Engineers' terms are told in customers' words", glossary),
    Scorer("leaks", "No secret, personal data or planted instruction", leaks),
    Scorer("findings", "Nothing that must be mended before approval", findings),
    Scorer("one-read", "One framing read once gives who, when, what, number, ask and date", one_read),
    Scorer("round-trip", "The fix is still recognisable, and no other is", round_trip),
)
