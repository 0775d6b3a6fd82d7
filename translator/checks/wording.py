"""Words that bury the work: housework, mechanism first, excuses, blame, empty words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from translator.checks.rule import Check, Hit
from translator.checks.subject import Part, Subject, vetted
from translator.text import WORD

_BREATH = 30  # words one can say without breathing in
_SENTENCE = 40

# Verbs that can only be the order to build something, and verbs that are also everyday nouns.
_BUILD = re.compile(
    r"(?:implement|introduce|add|migrate|refactor|replace|create|improve|reduce|optimi[sz]e|adopt|"
    r"enable|extract|rewrite|remove|automate|integrate|configure|provision|moderni[sz]e|decouple|"
    r"consolidate|containeri[sz]e|parallelize|re-?architect|roll out|set up|clean up|harden)"
    r"(?![\w-]|\s+(?:and|or|is|are|was|takes?|fails?|works?)\b)"
    r"|(?:build|cache|use|fix|move|switch|upgrade|deploy|release|increase|change|update|split|tune|"
    r"bump|raise|rework|redesign|restructure)\s+(?:the|a|an|our|all|more|to|over|up|every|this|"
    r"these|"
    r"some|new|from|off|out)\b",
    re.IGNORECASE,
)
_PLAN = re.compile(
    r"(?:we|the team|engineering|i)(?:'ll| will| should| need to| must| want to| plan to|"
    r" propose to|"
    r" would like to|'d like to| are going to| intend to|'re going to)\s+(?!know\b|understand\b|"
    r"find out)"
    r"|(?:this|the) (?:pr|change|epic|ticket|story|proposal|plan|initiative|project|goal|idea|task)"
    r" (?:adds|introduces|implements|migrates|refactors|replaces|moves|upgrades|will|is to|"
    r"aims to)\b"
    r"|let's\b|let us\b|(?:our )?(?:proposal|proposed solution|solution)\s*(?::|is\b)|"
    r"in order to improve",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(r"^[\s\"“'(*_>-]*")
_DEFENSIVE = re.compile(
    r"\b(?:(?:is|was|were)(?:n't| not) (?:really )?our (?:fault|problem|responsibility)|"
    r"not our fault|"
    r"(?:had|have|got) no (?:time|choice|capacity|resources|budget) (?:to|for|left|but)|"
    r"(?:we|team) (?:had|have|were given) no (?:time|choice)|we were forced|(?:were|was) forced to|"
    r"to be fair|in our defen[cs]e|in fairness|through no fault|"
    r"despite our (?:repeated )?warnings?|"
    r"as we(?:'ve| have)? (?:warned|said|told|predicted)|we (?:warned|told) (?:you|management|"
    r"everyone|"
    r"leadership)|if we had (?:only )?been given|nobody (?:listened|gave us)|no one (?:listened|"
    r"gave us)|"
    r"we did (?:our|the) best|it wasn't us|we can't be blamed)",
    re.IGNORECASE,
)
_TEAM = (
    r"(?:platform|back-?end|front-?end|infra(?:structure)?|ops|operations|devops|qa|security|"
    r"product|"
    r"mobile|data|sales|support|auth|payments?|sre|dev(?:elopment)?|engineering|network|database|"
    r"dba|"
    r"other|previous|old|marketing|design|release)"
)
_DEFENSIVE_LETTERS = (
    *(" our ", " no ", "forced", "fair", "fault", "warn", "told", "we said", "predicted"),
    *("given", "listened", "gave us", "wasn't us", "blamed", "we've"),
)
_BLAME_LETTERS = (
    *("broke", "forgot", "mess", "caused", "ignored", "bother", "screwed", "neglect", "failed"),
    *("lazy", "laziness", "careless", "incompeten", "slopp", "negligen", "stupid", "fault"),
    *("mistake", "blame", "because of"),
)
_EMPTY_LETTERS = (
    *("synerg", "class", "edge", "art", "seamless", "chang", "level", "holistic", "paradigm"),
    *("proof", "frictionless", "breed", "mission", "leading", "grade", "delight", "value"),
    *("unlock",),
)
_DIGIT = re.compile(r"\d")
_BLAME = re.compile(
    rf"(?i:\b(?:the|our) {_TEAM} (?:team|guys|people|folks|engineers?)(?:'s)? (?:broke|forgot|"
    r"messed|caused|ignored|never bothered|screwed|neglected|did(?:n't| not) bother|failed to)\b)"
    rf"|(?i:\b{_TEAM} (?:broke|forgot to|messed|screwed|neglected|ignored)\b)"
    r"|(?i:\b(?:someone|somebody|a developer|an engineer|a colleague|whoever|the vendor|an intern|"
    r"he|she|they) (?:forgot|messed up|screwed up|did(?:n't| not) bother|was too lazy|"
    r"broke (?:it|the|this)))"
    r"|(?i:\b(?:careless(?:ly|ness)?|incompeten(?:t|ce)|sloppy|sloppiness|laz(?:y|iness)|"
    r"negligen(?:t|ce)|stupid(?:ity)?)\b)"
    r"|(?i:\b(?:his|her|their|whose|your) (?:fault|mistake|mess)\b)|(?i:\bblame (?:the|on|for)\b)"
    # Capitals tell the person from the product here.
    r"|\b[A-Z][a-z]+'s (?:fault|mistake|mess)\b"
    r"|\bbecause of [A-Z][a-z]+(?: [A-Z][a-z]+)?'s (?:commit|change|code|bug|error|mistake)\b"
)
_EMPTY = re.compile(
    r"\b(?:synerg\w+|world[- ]class|best[- ]in[- ]class|cutting[- ]edge|state[- ]of[- ]the[- ]art|"
    r"seamless(?:ly)?|game[- ]chang\w+|next[- ]level|holistic(?:ally)?|paradigm|future[- ]proof\w*|"
    r"frictionless|bleeding[- ]edge|best[- ]of[- ]breed|mission[- ]critical|industry[- ]leading|"
    r"enterprise[- ]grade|delight(?:ful)?|drives? value|adds? value|unlocks? (?:value|potential|"
    r"growth))\b",
    re.IGNORECASE,
)
# These say something beside a number and nothing without one.
_VAGUE = re.compile(
    r"\b(?:(?:significant|substantial|dramatic|considerabl|massive|huge|great)l?y? "
    r"(?:improv\w+|better|faster|reduc\w+|increas\w+|more|enhanc\w+)|"
    r"(?:better|improved?|enhanced?|smoother|superior|optimal|great|best) (?:the )?(?:overall )?"
    r"(?:user |customer |developer )?(?:experience|quality|stability|performance|reliability))\b",
    re.IGNORECASE,
)


def housework(subject: Subject) -> Iterator[Hit]:
    """Words that make work sound optional; each word once."""
    seen: set[str] = set()
    own = vetted(subject.index).terms if subject.draft is not None else frozenset()
    for part in subject.told:
        for found in subject.index.housework_words.find(part.text):
            words = found.span.of(part.text)
            if found.key in seen or words.lower() in own or not part.free(*found.span):
                continue
            seen.add(found.key)
            say = subject.index.housework[found.key].say
            fix = say[:1].upper() + say[1:].rstrip(".") + "."
            yield Hit(f"“{words}” sounds like housework.", part, *found.span, fix=fix)


def solution_first(subject: Subject) -> Iterator[Hit]:
    """The text opens with what will be built."""
    if subject.draft is not None:
        opening = [
            p
            for p in subject.told
            if p.where == "one_breath" or (p.role == "framing" and p.where.endswith(".problem.0"))
        ]
    else:
        opening = _opening(subject)
    for part in opening:
        begin = _LEAD_IN.match(part.text)
        at = begin.end() if begin else 0
        match = _BUILD.match(part.text, at) or _PLAN.match(part.text, at)
        if match and part.free(*match.span()):
            yield Hit(f"it opens with the solution (“{match.group().strip()} …”).", part, *match.span())


def _opening(subject: Subject) -> list[Part]:
    """The first sentence that is not a title; the title where there is nothing else."""
    told = [p for p in subject.told if p.role not in ("title", "heading")]
    first = told[:1] or list(subject.told[:1])
    return [p for p in first if p.role not in ("customer", "task", "moment", "wrong", "effect")]


def long_sentence(subject: Subject) -> Iterator[Hit]:
    """A sentence that cannot be said in one breath; quotations do not count."""
    for part in subject.told:
        words = len(WORD.findall(part.unshielded))
        headline = part.role in ("headline", "title")
        limit = _BREATH if headline else _SENTENCE
        if words > limit:
            message = "the sentence is too long to be said in a breath."
            yield Hit(message, part, severity="should" if headline else "info")


def defensive(subject: Subject) -> Iterator[Hit]:
    """Excuses."""
    yield from _each(subject, _DEFENSIVE, _DEFENSIVE_LETTERS, "“{}” defends instead of asking.")


def blame(subject: Subject) -> Iterator[Hit]:
    """Somebody is made responsible."""
    yield from _each(subject, _BLAME, _BLAME_LETTERS, "“{}” blames.")


def empty_words(subject: Subject) -> Iterator[Hit]:
    """Words that could stand in any pitch."""
    yield from _each(subject, _EMPTY, _EMPTY_LETTERS, "“{}” could stand in any pitch.")
    for part in subject.told:
        if not _DIGIT.search(part.text):
            for match in part.matches(_VAGUE):
                yield Hit(f"“{match.group()}” says nothing without a number.", part, *match.span())


def _each(
    subject: Subject, pattern: re.Pattern[str], letters: tuple[str, ...], message: str
) -> Iterator[Hit]:
    """A hit for each match; a part without any of the letters is not searched."""
    for part in subject.told:
        folded = part.text.lower()
        if not any(some in folded for some in letters):
            continue
        for match in part.matches(pattern):
            yield Hit(message.format(match.group()), part, *match.span())


CHECKS: tuple[Check, ...] = (
    Check(
        "housework", "should",
        "Housework sounds optional, and optional work is cut first.",
        "Name the customer action that gets quicker or stops failing.",
        housework,
    ),
    Check(
        "solution-first", "should",
        "People who decide care about their own problem, never about the solution.",
        "Open with what goes wrong for whom; the fix comes after the number.",
        solution_first,
    ),
    Check(
        "long-sentence", "should",
        "What cannot be said in one breath is not repeated in the room that decides.",
        "Cut it into shorter sentences, or leave the mechanism out.",
        long_sentence,
    ),
    Check(
        "defensive", "should",
        "Excuses make the reader look for the fault instead of the fix.",
        "Say what goes wrong and what changes; leave out why it was not done earlier.",
        defensive,
    ),
    Check(
        "blame", "should",
        "Whoever is blamed votes against it.",
        "Say what happened, not who did it.",
        blame,
    ),
    Check(
        "empty-words", "should",
        "Words that fit every pitch say nothing about this one.",
        "Say what the customer can do afterwards, with the number.",
        empty_words,
    ),
)  # fmt: skip
