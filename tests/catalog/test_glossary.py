"""The built-in glossary: what each entry promises about grammar, plainness and truth."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import translator.catalog
from translator.catalog.loading import build_catalog
from translator.catalog.models import GlossaryEntry, HouseworkWord, ProductName
from translator.packs import load_builtin
from translator.text import WORD, PhraseMatcher

SOURCE = Path(translator.catalog.__file__).parent / "glossary.yaml"
DATA = yaml.load(SOURCE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
# Through JSON, because a strict model takes a list for a tuple from JSON only.
GLOSSARY = [GlossaryEntry.model_validate_json(json.dumps(row)) for row in DATA["glossary"]]
HOUSEWORK = [HouseworkWord.model_validate_json(json.dumps(row)) for row in DATA["housework"]]
PRODUCTS = [ProductName.model_validate_json(json.dumps(row)) for row in DATA["products"]]

FORMS = PhraseMatcher((form, entry.term) for entry in GLOSSARY for form in entry.forms)
CHORES = PhraseMatcher((form, h.word) for h in HOUSEWORK for form in (h.word, *h.forms))
NAMES = PhraseMatcher((product.name, product.name) for product in PRODUCTS)


def words(text: str) -> tuple[str, ...]:
    """The words as the matcher sees them: lower case, hyphen and space alike."""
    return tuple(match.group().lower() for match in WORD.finditer(text))


def listed(text: str) -> frozenset[str]:
    """The words of a list, as they stand."""
    return frozenset(text.split())


def pairs(pos: str) -> Iterator[tuple[GlossaryEntry, str, str]]:
    """Every form of this part of speech with its replacement."""
    for entry in GLOSSARY:
        if entry.pos == pos:
            for form, says in entry.forms.items():
                yield entry, form, says


def written() -> Iterator[str]:
    """Every phrase that can reach a reader."""
    for entry in GLOSSARY:
        yield from entry.forms.values()
        yield entry.moment
    for chore in HOUSEWORK:
        yield chore.say


def test_there_is_enough_of_each() -> None:
    """The glossary, the housework list and the product list are wide enough to be useful."""
    assert len([entry for entry in GLOSSARY if not entry.context]) >= 280
    assert len(HOUSEWORK) >= 35
    assert len(PRODUCTS) >= 60


def test_the_catalog_accepts_it() -> None:
    """The loader takes the file, and every context names a task that exists."""
    catalog = build_catalog(load_builtin())
    assert catalog.glossary == tuple(GLOSSARY)
    tasks = {task.id for task in catalog.tasks}
    assert {task for entry in GLOSSARY for task in entry.context} <= tasks


@pytest.mark.parametrize(
    "names",
    [
        [entry.term for entry in GLOSSARY],
        [chore.word for chore in HOUSEWORK],
        [product.name for product in PRODUCTS],
    ],
    ids=["terms", "housework", "products"],
)
def test_names_are_unique(names: list[str]) -> None:
    """Nothing is listed under the same name again, whatever its case."""
    folded = [name.casefold() for name in names]
    assert sorted(folded) == sorted(set(folded))


def test_a_form_has_one_reading_in_each_context() -> None:
    """Entries that share a form never hold for the same task, and at most one holds everywhere."""
    taken: dict[tuple[str, ...], set[str]] = defaultdict(set)
    clashes = []
    for entry in GLOSSARY:
        for form in entry.forms:
            held = set(entry.context) or {"everywhere"}
            clashes += [(entry.term, form)] if held & taken[words(form)] else []
            taken[words(form)] |= held
    assert clashes == []


def test_a_reading_for_some_tasks_has_a_general_one_behind_it() -> None:
    """A form that is known for some tasks is known for the others as well."""
    general = {words(f) for entry in GLOSSARY if not entry.context for f in entry.forms}
    special = {words(f) for entry in GLOSSARY if entry.context for f in entry.forms}
    assert special
    assert special - general == set()


def test_a_context_is_named_in_the_term() -> None:
    """A reading for some tasks says so in brackets; any other term is a form of its own."""
    for entry in GLOSSARY:
        assert entry.term.endswith(")") == bool(entry.context), entry.term
        assert entry.term.split(" (")[0] in entry.forms, entry.term


NUMBER_WORDS = listed(
    """
    zero one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty
    hundred thousand million billion dozen couple half halves quarter third pair both twice double
    doubled triple tripled once thrice first second single
    """
)


def test_no_phrase_types_a_number() -> None:
    """A number in a phrase would be a number that no ticket states."""
    typed = [p for p in written() if re.search(r"\d", p) or NUMBER_WORDS & set(words(p))]
    assert typed == []


def test_no_phrase_holds_a_mechanism_word() -> None:
    """A replacement or a moment never needs to be replaced itself."""
    assert [(p, m.key) for p in written() for m in FORMS.find(p)] == []


def test_no_phrase_holds_a_housework_word() -> None:
    """Neither the customer's words nor the advice makes the work sound optional."""
    assert [(p, m.key) for p in written() for m in CHORES.find(p)] == []


def test_no_form_holds_a_product_name() -> None:
    """A product name is never rewritten, not even as a part of a longer term."""
    assert [f for entry in GLOSSARY for f in entry.forms if NAMES.find(f)] == []


def test_a_word_is_either_a_term_or_housework() -> None:
    """No word has a replacement and a piece of advice at the same time."""
    terms = {words(f) for entry in GLOSSARY for f in entry.forms}
    chores = {words(f) for h in HOUSEWORK for f in (h.word, *h.forms)}
    assert terms & chores == set()


# --- grammar --------------------------------------------------------------------------------------

PREPOSITIONS = listed(
    """
    of in to for from on between with without at after before by until into against during that
    when while
    """
)
SINGULAR_IN_S = frozenset({"tls", "ssl/tls", "cors", "https"})


def head(phrase: str) -> str:
    """The noun that carries the number: the last word before the first preposition."""
    parts = phrase.split()
    for index, word in enumerate(parts):
        if index and word.lower() in PREPOSITIONS:
            return parts[index - 1]
    return parts[-1]


def is_plural(noun: str) -> bool:
    """Whether a noun is plural by its ending: "APIs" is, "access" and "status" are not."""
    if noun.lower() in SINGULAR_IN_S or not noun.endswith("s"):
        return False
    return noun[:-1].isupper() or not noun.endswith(("ss", "us", "is"))


def test_nouns_agree_in_number() -> None:
    """A singular stands for a singular and a plural for a plural."""
    wrong = [(f, s) for _, f, s in pairs("noun") if is_plural(head(f)) != is_plural(head(s))]
    assert wrong == []


# Nouns that take no article; with "-ing" nouns they may stand where a mass noun stood.
MASS = listed(
    """
    access age agreement arrival behaviour capacity care code correctness damage data delay
    delivery dependence display effort forgery growth handwork information insight interruption
    loss noise origin pace permission control power preparation program proof protection quality
    reach resistance room safety separation service setup shortage sign-in slowness software space
    speed storage support text time tracking use weight work division search
    """
)
# Of these, the ones that are countable as well ("a sign-in", "a long delay").
MASS_OR_COUNT = listed(
    """
    agreement code control delay delivery display interruption loss search service setup shortage
    sign-in time program permission speed pace
    """
)
COUNTABLE_IN_ING = frozenset({"opening", "reading", "setting"})
# A gerund that leads its phrase: "being there when needed", "growing apart of setups".
LEADING_ING = re.compile(r"^(?:[\w-]+ )?[\w-]+ing(?:-\w+)?\b")


def stands_without_article(says: str) -> bool:
    """Whether the phrase reads as a mass noun."""
    noun = head(says)
    if noun in COUNTABLE_IN_ING:
        return False
    return noun in MASS or noun.endswith("ing") or LEADING_ING.match(says) is not None


def test_nouns_agree_in_being_countable() -> None:
    """A term with a plural gets a countable noun, a term without gets a mass noun."""
    wrong = []
    for entry in GLOSSARY:
        if entry.pos != "noun":
            continue
        singular = [says for says in entry.forms.values() if not is_plural(head(says))]
        if len(singular) < len(entry.forms):
            wrong += [s for s in singular if head(s) in MASS - MASS_OR_COUNT]
        else:
            wrong += [s for s in singular if not stands_without_article(s)]
    assert wrong == []


UNCHANGED_PAST = frozenset({"read", "set"})
IRREGULAR_PAST = frozenset({"threw", "thrown"})
# Verbs kept to some of their forms, because the others are everyday words or nouns.
DEFECTIVE = {
    "logging in": {"ing"},  # "log in" is plain; "logging" alone is the engineers' word
    "to debug": {"base", "ing", "ed"},  # "debug" alone is mostly a mode or a level
}


def tense(phrase: str) -> str:
    """Which form of the verb the phrase leads with."""
    verb = phrase.removeprefix("to ").split()[0]
    if verb.endswith("ing"):
        return "ing"
    if verb.endswith("ed") or verb in IRREGULAR_PAST:
        return "ed"
    return "s" if verb.endswith("s") else "base"


def test_verbs_agree_in_tense() -> None:
    """Each form of a verb gets the same form of the customer's verb."""
    for _, form, says in pairs("verb"):
        same = tense(form) == tense(says)
        unchanged = tense(form) == "ed" and says.split()[0] in UNCHANGED_PAST
        assert same or unchanged, (form, says)


def test_verbs_have_all_their_forms() -> None:
    """Base, -s, past, participle and -ing are there, or the verb is listed as defective."""
    for entry in GLOSSARY:
        if entry.pos != "verb":
            continue
        expected = DEFECTIVE.get(entry.term, {"base", "s", "ed", "ing"})
        assert {tense(form) for form in entry.forms} == expected, entry.term
        if entry.term not in DEFECTIVE:
            count = {t: sum(tense(f) == t for f in entry.forms) for t in expected}
            assert count["base"] == count["s"] == count["ing"] <= count["ed"], entry.term


def test_one_verb_stands_for_one_verb() -> None:
    """All forms of an entry use the same customer verb, so its stem is shared."""
    for entry in GLOSSARY:
        if entry.pos == "verb" and entry.term not in DEFECTIVE:
            assert len({says[:2] for says in entry.forms.values()}) == 1, entry.term


def test_a_moment_is_a_clause() -> None:
    """A moment can stand after "today": lower case, several words, no full stop."""
    for entry in GLOSSARY:
        assert entry.moment[0].islower(), entry.moment
        assert entry.moment[-1].isalpha(), entry.moment
        assert 3 <= len(entry.moment.split()) <= 14, entry.moment


# --- in sentences ---------------------------------------------------------------------------------

PLAIN = """\
The key to the office is on the table, next to the port schedule.
The host of the meeting gave every class a test.
The thread on this issue has a load of comments about the state of the room.
Customers log in, pay and log out.
A prospect lost the invoice during a live demo, and the sales team showed screenshots.
The release went well and nobody had to restart a server.
The Polish translation of the invoice is missing a word.
Planned maintenance starts on Sunday evening.
The consolidated invoice shows the wrong total.
The problem persists although support could replicate it.
The service department reserves a container for the ferry.
An exception to the refund rule needs the manager's consent."""


@pytest.mark.parametrize("text", PLAIN.splitlines())
def test_everyday_words_are_left_alone(text: str) -> None:
    """Ambiguous words are neither terms nor housework where nothing technical is meant."""
    assert FORMS.find(text) == []
    assert CHORES.find(text) == []


# --- what the domain demands ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "moment"),
    [
        ("cache tuning", "pages open slowly while sales is showing them"),
        ("retry logic", "people have to click again and again"),
        ("backup drill", "nobody knows how soon customers are back after an outage"),
        ("auth latency", "the product feels slow at the door"),
        ("schema migration tooling", "releases interrupt month-end reporting"),
        ("alerting gap", "support hears about it from the customer"),
    ],
)
def test_the_rewrites_of_the_domain_are_there(term: str, moment: str) -> None:
    """Each mechanism that the domain rewrites has an entry that says where the customer is hurt."""
    assert next(e.moment for e in GLOSSARY if e.term == term) == moment


@pytest.mark.parametrize(
    "text",
    [
        "Refactor the session service",
        "Code clean-up in billing",
        "clean up the upload module",
        "Cleanup of old jobs",
        "Harden the sign-in service",
        "Pay down technical debt",
        "More backend improvements",
        "Improve stability of exports",
        "Misc fixes for the mobile app",
        "Modernise the invoice screen",
        "Modernizing the invoice screen",
        "Tidying up the reports",
        "Optimised the search",
        "Optimize search",
        "Changes under the hood",
        "Bump the payment library",
        "Follow best practices",
        "Deprecate the old importer",
        "Some UI polish for the booking page",
        "Consolidation of the booking screens",
        "A few quick wins",
        "Scalability improvements for the summer",
    ],
)
def test_housework_is_found(text: str) -> None:
    """Housework words are found in every spelling, and each says what to write in its place."""
    found = CHORES.find(text)
    assert len(found) == 1
    say = next(h.say for h in HOUSEWORK if h.word == found[0].key)
    assert say.split()[0] in {"name", "say", "pick"}
