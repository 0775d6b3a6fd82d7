"""One customer, one task, one moment, in words a customer would use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from translator.checks.rule import Check, Hit
from translator.checks.subject import Part, Subject, vetted

_PERSON_NOUN = re.compile(
    r"\b(?:prospects?|buyers?|shoppers?|guests?|patients?|students?|teachers?|drivers?|merchants?|"
    r"tenants?|travell?ers?|subscribers?|visitors?|operators?|administrators?|admins?|analysts?|"
    r"accountants?|bookkeepers?|dispatchers?|managers?|agents?|engineers?|developers?|resellers?|"
    r"partners?|newcomers?|(?:trial|new|first-time|mobile|paying|power|business|enterprise|free)"
    r" (?:users?|customers?|accounts?)|support team|sales team|finance team|on-call|colleagues?|"
    r"account (?:owner|executive)s?|customers? (?:who|at|in|on|with|during|whose|trying)|"
    r"users? (?:who|at|in|on|with|during|whose|trying))\b",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:people who|captains?|clerks?|nurses?|doctors?|parents?|pupils?|hosts?|passengers?|"
    r"landlords?|pilots?|crews?|mechanics?|planners?|accountants?|technicians?|freelancers?)\b"
    # Whoever does what only a person does is a person.
    r"|\b[a-z]{3,20}s (?:(?:cannot|can't|do not|don't|have to|must|want to|try to) )?(?:look for|"
    r"sign in|sign up|log in|pay|scan|type|complain|write to|trust|buy|book|hand in|give up|"
    r"invite)\b",
    re.IGNORECASE,
)
_EVERYONE = re.compile(
    r"\b(?:everyone|everybody|all (?:of )?(?:our |the )?(?:users|customers|clients)|"
    r"every (?:single )?(?:user|customer|client)|end[- ]users?|users everywhere)\b"
    r"|(?:^|(?<=[.:;] )|\b(?:our|the|for|affects|hits|helps|many|most|some|of|to|by|with)\s)users\b"
    r"(?! (?:who|that|whose|on|in|at|with|during|trying|from|of)\b)",
    re.IGNORECASE,
)
_NOT_EVERYONE = re.compile(r"\b(?:not|nearly|almost|tell|let|lets|hi|hello)\s+$", re.IGNORECASE)
_WHEN = re.compile(
    r"\b(?:during|while|whenever|when|checkout|renewal|launch day|month[- ]end|quarter[- ]end|"
    r"year[- ]end|first (?:day|week|visit)|onboarding|live demo|in a demo|in demos|trial|"
    r"every time|"
    r"each time|at the (?:start|end|door|counter|till)|right (?:before|after)|just (?:before|"
    r"after)|"
    r"on (?:mondays?|the first day)|in the middle of|before (?:the|each|every|an?)|after the)\b",
    re.IGNORECASE,
)


def no_customer(subject: Subject) -> Iterator[Hit]:
    """No persona is named."""
    if subject.draft is not None:
        moment = subject.draft.moment
        part = _at(subject, "moment.customer")
        if moment.found == "missing" or (part is not None and part.blank):
            yield Hit("nobody is named who feels it first.", part)
        return
    if any(not p.blank for p in subject.of("customer")):
        return
    for part in subject.told:
        text = part.text
        if _PERSON_NOUN.search(text) or subject.index.persona_cues.find(text) or _PEOPLE.search(text):
            return
        if _EVERYONE.search(text):
            return  # `everyone` says it better
    if subject.told:
        yield Hit("nobody is named who feels it first.", _labelled(subject, "customer"))


def everyone(subject: Subject) -> Iterator[Hit]:
    """The sufferer is everybody."""
    for part in subject.story:
        for match in part.matches(_EVERYONE):
            if not _NOT_EVERYONE.search(part.text[: match.start()]):
                yield Hit(f"“{match.group().strip()}” is nobody in particular.", part, *match.span())
                break
        else:
            bare = part.text.strip(" .").lower()
            if part.role == "customer" and bare in ("users", "user", "customers", "the business"):
                yield Hit(f"“{bare}” is nobody in particular.", part, 0, len(part.text))


def no_moment(subject: Subject) -> Iterator[Hit]:
    """No word says when it hurts."""
    if subject.draft is not None:
        part = _at(subject, "moment.when")
        if subject.draft.moment.found == "missing" or (part is not None and part.blank):
            yield Hit("nothing says when it hurts most.", part)
        return
    if any(not p.blank for p in subject.of("moment")):
        return
    for part in subject.told:
        if _WHEN.search(part.text) or subject.index.moment_cues.find(part.text):
            return
    if subject.told:
        yield Hit("nothing says when it hurts most.", _labelled(subject, "moment"))


_JOINING = re.compile(r"\s*(?:,|and|or|&|/|\+|, and|as well as)\s*", re.IGNORECASE)
_TOO_MANY_TASKS = 4


def several_tasks(subject: Subject) -> Iterator[Hit]:
    """More than one thing a customer tries to do."""
    tasks = subject.index.tasks
    if subject.draft is not None:
        parts = [p for p in subject.told if p.where in ("one_breath", "moment.task", "moment.wrong")]
    else:
        parts = list(subject.of("title", "headline", "task", "moment", "wrong", "body"))[:12]
    seen: dict[str, str] = {}
    for part in parts:
        found = [
            match
            for match, strong in subject.index.task_cues.find(part.text)
            if (strong or part.role == "task")
            and tasks[match.key].audience == "external"
            and part.free(*match.span)
        ]
        for one, two in pairwise(found):
            between = part.text[one.span.end : two.span.start]
            if one.key != two.key and one.span.end <= two.span.start and _JOINING.fullmatch(between):
                both = part.text[one.span.start : two.span.end]
                message = f"“{both}” are different customer tasks."
                yield Hit(message, part, one.span.start, two.span.end)
                return
        if part.role in ("title", "headline", "task", "wrong", "moment"):
            seen.update((m.key, m.span.of(part.text)) for m in found)
    if len(seen) >= _TOO_MANY_TASKS:
        yield Hit(f"several customer tasks are named: {', '.join(sorted(seen.values()))}.")


# A name of code, by its shape. Products that are written with inner capitals are not code.
_CODE = re.compile(
    r"\b[a-z][a-z0-9]*(?:[A-Z][a-z0-9]+)+\b(?:\(\))?"
    r"|\b(?:[A-Z][a-z0-9]+)+(?:Service|Manager|Handler|Controller|Exception|Error|Factory|Client|"
    r"Impl|"
    r"Worker|Queue|Cache|Store|Provider|Adapter|Config|Repository|Context|Builder|Listener)s?\b"
    r"|\b[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+\b(?:\(\))?"
    r"|(?<![\w.])[A-Za-z]\w*(?:\.\w+)*\(\)"
    r"|(?<![\w/:.-])/?(?:[\w-]+/)+[\w-]+\.[a-z]{1,5}\b"
    r"|(?<![\w-])[\w-]+\.(?:py|java|js|ts|tsx|go|rb|yaml|yml|json|xml|conf|sql|sh|kt|cpp|ini|"
    r"toml)\b"
    r"|(?<![\w-])(?!self-|full-|customer-|in-|food-|room-|after-)[a-z]+(?:-[a-z]+)*-"
    r"(?:service|svc|api|worker|daemon|srv|proxy|gateway|backend)\b"
)
_ODD = re.compile(r"[a-z0-9][A-Z]|[_/]|\(\)|\w\.\w|-[a-z]")  # what no name of code is without
_DOTTED = re.compile(r"(?<![\w@/.])[a-z]\w*(?:\.[a-z]\w*){2,}\b(?![@/])")
_BRANDS_TEXT = """
iphone ipad ios ipados macos ebay ecommerce itunes icloud imessage javascript node.js vue.js
next.js
"""
_BRANDS = frozenset(_BRANDS_TEXT.split())
_DOMAIN = re.compile(r"^www\.|\.(?:com|org|net|io|dev|co|app|example|eu|de|uk)$")


def internal_name(subject: Subject) -> Iterator[Hit]:
    """Service names and code in what a customer-facing reader meets."""
    products = {p.name.lower() for p in subject.index.catalog.products if not p.internal}
    internal = any(p.internal for p in subject.index.catalog.products)
    for part in subject.story:
        places: dict[int, tuple[int, str]] = {}
        for found in subject.index.internal_names.find(part.text) if internal else ():
            places[found.span.start] = (found.span.end, "a name only your company uses")
        for pattern in (_CODE, _DOTTED) if _ODD.search(part.text) else ():
            for match in pattern.finditer(part.text):
                word = match.group()
                if word.lower() not in _BRANDS | products and not _DOMAIN.search(word):
                    places.setdefault(match.start(), (match.end(), "a name out of the code"))
        for start, (end, kind) in sorted(places.items()):
            if part.free(start, end):
                yield Hit(f"“{part.text[start:end]}” is {kind}.", part, start, end)


def jargon(subject: Subject) -> Iterator[Hit]:
    """Engineering terms in what a customer-facing reader meets; each term once."""
    seen = set(vetted(subject.index).terms) if subject.draft is not None else set()
    for part in subject.story:
        for found in subject.index.glossary_terms.find(part.text):
            words = found.span.of(part.text)
            # One surface may have a reading for each context; a name of code is told as such.
            if words.lower() in seen or _CODE.fullmatch(words) or not part.free(*found.span):
                continue
            entry = subject.index.glossary[found.key]
            says = {k.lower(): v for k, v in entry.forms.items()}.get(words.lower())
            fix = f"Say “{says}”." if says else f"Say what the customer sees: {entry.moment}."
            seen.add(words.lower())
            yield Hit(f"“{words}” is an engineer's word.", part, *found.span, fix=fix)


def no_lever(subject: Subject) -> Iterator[Hit]:
    """The work lands on none of speed, security, reliability and cost."""
    if subject.draft is not None and subject.draft.lever.name is None:
        yield Hit("no business lever fits this work.", _at(subject, "lever"))


def _at(subject: Subject, where: str) -> Part | None:
    return next((p for p in subject.parts if p.where == where), None)


def _labelled(subject: Subject, role: str) -> Part | None:
    return next(iter(subject.of(role)), None)


CHECKS: tuple[Check, ...] = (
    Check(
        "no-customer", "should",
        "A manager pictures a person, not a system; without one nobody is hurt.",
        "Name who feels it first: a prospect in a demo, a trial user, an admin at renewal.",
        no_customer,
    ),
    Check(
        "everyone", "should",
        "What hurts everybody hurts nobody that the reader knows.",
        "Name the group that feels it first.",
        everyone,
    ),
    Check(
        "no-moment", "should",
        "The same fault is a nuisance at midnight and a lost deal in a demo.",
        "Say when it hurts most: in a demo, at checkout, at month-end, in the first week.",
        no_moment,
    ),
    Check(
        "several-tasks", "should",
        "Two customer tasks are two pitches; together neither is remembered.",
        "Keep the task that hurts most and give the other its own note.",
        several_tasks,
    ),
    Check(
        "internal-name", "should",
        "A name that only engineers know ends the reading.",
        "Say what the customer does there, and keep the name in the technical note.",
        internal_name,
    ),
    Check(
        "jargon", "should",
        "Mechanism words make the work sound optional to whoever funds it.",
        "Say what the customer would say.",
        jargon,
    ),
    Check(
        "no-lever", "should",
        "Work that moves no speed, security, reliability or cost has no business to fund it.",
        "Say which of the levers it moves, or keep it out of the pitch.",
        no_lever, "pitch",
    ),
)  # fmt: skip
