"""Stakeholders, needles and chains: everything the domain names has a home, and reads well."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from translator.catalog.index import CatalogIndex
from translator.catalog.loading import build_catalog
from translator.catalog.models import Catalog, Stakeholder
from translator.evidence.numbers import loose_numbers
from translator.grounding.loose import loose_dates
from translator.grounding.sources import SourceTexts
from translator.packs import load_builtin

LEVERS = {"speed", "security", "reliability", "cost"}
ROLES = {
    "support", "sales", "engineering", "product", "finance", "security", "customer success",
    "on-call engineers", "data team", "release managers",
}  # fmt: skip
COMPOSED = ("stake_internal", "change", "ask", "objection", "proof_from")
PLAIN_UNITS = {"%", "s", "min", "h", "d", "count", "currency"}


@pytest.fixture(scope="module")
def index() -> CatalogIndex:
    return CatalogIndex(build_catalog(load_builtin()))


@pytest.fixture(scope="module")
def catalog(index: CatalogIndex) -> Catalog:
    return index.catalog


def composed(profile: Stakeholder) -> Iterator[str]:
    """The texts of a profile that reach a pitch as sentences."""
    yield from profile.stake.values()
    for name in COMPOSED:
        yield getattr(profile, name)


# --- domain tables --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("profile", "cares", "problem", "measure"),
    [
        ("executives", {"risk", "return", "speed"}, "delivery is too slow", "features delivered"),
        ("engineering-lead", {"onboarding", "delivery", "quality", "user value"},
         "struggle to get things done", "three days to merge"),
        ("product-engineers", {"shipping safely", "less to think about", "product"},
         "three cloud accounts", "30 %"),
        ("product-management", {"roadmap dates", "activation", "retention"}, "eats the roadmap",
         "user-facing features released"),
        ("change-management", {"high-risk changes", "predictable time to production"},
         "trusts the evidence", "95 %"),
        ("infrastructure", {"adoption", "consistency", "operational excellence"},
         "builds its own environments", "paved path"),
        ("security", {"coverage", "remediation", "open vulnerabilities", "early"}, "keep growing",
         "35 vulnerabilities"),
        ("sales", {"demo", "deals at risk"}, "in front of a buyer", "failed demos"),
        ("support", {"friction", "repeat tickets", "clear signals"}, "same ticket",
         "minutes to recover"),
        ("customer-success", {"renewals", "trust"}, "before a renewal", "accounts at risk"),
        ("finance", {"cost to serve", "return"}, "faster than customers", "cost per customer"),
        ("data-teams", {"trusted"}, "do not match", "found by customers"),
    ],
)  # fmt: skip
def test_profile_says_what_the_domain_says(
    index: CatalogIndex, profile: str, cares: set[str], problem: str, measure: str
) -> None:
    """Each of the twelve profiles carries its row: cares about, example problem, its measure."""
    entry = index.stakeholder(profile)
    about = " / ".join(entry.cares_about)
    assert {word for word in cares if word in about} == cares
    assert problem in entry.example_problem
    assert measure in entry.example_measure


def test_there_are_the_twelve_profiles(catalog: Catalog) -> None:
    """The built-in catalog holds the twelve profiles and each is at a version."""
    assert len(catalog.stakeholders) == 12
    assert all(s.version >= 1 for s in catalog.stakeholders)


@pytest.mark.parametrize(
    ("profile", "word", "says"),
    [
        ("executives", "CI/CD", "agility"),
        ("executives", "pod autoscaling", "scalability"),
        ("executives", "five nines", "reliability"),
        ("executives", "elegance", "return"),
        ("finance", "elegance", "return"),
        ("product-management", "CI/CD", "agility"),
        ("infrastructure", "five nines", "reliability"),
    ],
)
def test_words_of_the_domain(index: CatalogIndex, profile: str, word: str, says: str) -> None:
    """The words the domain swaps are swapped for those who decide."""
    assert index.stakeholder(profile).avoid[word] == says


@pytest.mark.parametrize(
    ("group", "ids"),
    [
        ("speed", "product-launch-time features-released lead-time lead-time-for-changes"
                  " deployment-frequency engineer-onboarding service-onboarding manual-steps"),
        ("reliability", "availability key-event-outages sla-breaches slo-attainment"
                        " incident-frequency time-to-recover rollback-share"
                        " functional-test-coverage non-functional-test-coverage"
                        " reliability-test-coverage failed-sign-ins"),
        ("security", "security-coverage time-to-remediate endpoint-vulnerabilities"
                     " open-vulnerabilities"),
        ("cost", "total-cost-of-ownership return-on-investment service-cost cost-per-customer"
                 " cost-per-journey storage-cost hosting-cost ops-hours"),
        ("customer", "tickets-per-1000 repeat-tickets deals-at-risk trust-tickets renewal-speed"),
    ],
)  # fmt: skip
def test_hierarchy_of_needles(index: CatalogIndex, group: str, ids: str) -> None:
    """Every metric of the domain's hierarchy is a needle of its group."""
    assert {name: index.needles[name].group for name in ids.split()} == dict.fromkeys(ids.split(), group)


@pytest.mark.parametrize(
    "needle",
    [
        "change-fail-rate", "deployment-rework-rate", "error-budget-left", "time-to-detect",
        "customer-minutes-lost", "avoided-cost", "overdue-vulnerabilities", "exposed-records",
        "change-success-rate", "emergency-change-share", "change-evidence-share",
        "first-response-time", "reopen-rate", "cost-per-contact", "win-rate", "sales-cycle",
        "revenue-at-risk", "accounts-at-risk", "revenue-retention", "activation-rate",
        "retention-rate", "conversion-rate", "feature-adoption", "pull-request-time",
        "product-work-share", "paved-path-share", "failed-demos", "data-mismatches",
        "failed-payments", "failed-uploads", "failed-orders", "task-success-rate",
        "page-load-time", "wait-time", "crash-free-sessions", "lost-work-reports",
        "notification-delay", "test-reliability", "build-time", "job-completion", "job-duration",
        "query-time", "upgrade-success", "setup-time", "time-to-diagnose", "access-errors",
    ],
)  # fmt: skip
def test_other_needles_have_a_home(index: CatalogIndex, needle: str) -> None:
    """The metrics that stakeholders and failures are measured by are there."""
    assert needle in index.needles


@pytest.mark.parametrize(
    ("chain", "pain", "effect", "outcome"),
    [
        ("fragile-releases", "fragile releases", "slower features", "missed revenue milestones"),
        ("data-mismatches", "data mismatches", "lost trust", "churn risk and discounting"),
        ("manual-operations", "manual operations", "headcount", "margin"),
        ("inconsistent-permissions", "inconsistent permissions or audit", "enterprise deals",
         "move up-market"),
        ("deployment-frequency", "rare releases", "feature velocity", "time to market"),
        ("recovery-time", "time to recovery", "customer impact", "revenue"),
        ("test-coverage", "tests", "quality", "support cost"),
        ("performance", "performance", "user experience", "retention and conversion"),
        ("failed-tasks", "do not go through", "calls for help", "lost deals"),
        ("lost-work", "lost work", "lost trust", "churn risk"),
        ("unclear-signals", "unclear signals", "unsure answers", "support cost"),
        ("rising-cost", "capacity", "cost to serve", "margin"),
    ],
)  # fmt: skip
def test_chains(index: CatalogIndex, chain: str, pain: str, effect: str, outcome: str) -> None:
    """Each pain → effect → outcome row is a chain with a sentence for today and for the result."""
    entry = index.chains[chain]
    assert pain in entry.pain
    assert effect in entry.effect
    assert outcome in entry.outcome
    assert re.fullmatch(r"[A-Z][^{}]+\.", entry.constraint)
    assert re.fullmatch(r"(Fewer|Less) [^{}]+, which protects [^{}]+\.", entry.result)


# --- form -----------------------------------------------------------------------------------------


def test_needles_are_complete(catalog: Catalog) -> None:
    """A needle has every part filled, a known unit, a role that can read it, and a trap."""
    assert len(catalog.needles) >= 45
    for needle in catalog.needles:
        assert needle.unit in PLAIN_UNITS, needle.id
        assert needle.ask_role in ROLES, needle.id
        assert needle.window in {"week", "month", "quarter", "year", "release"}, needle.id
        assert needle.stakeholders, needle.id
        assert needle.definition.endswith("."), needle.id
        assert needle.trap.endswith("."), needle.id
        assert needle.formula, needle.id
        assert needle.source, needle.id
    names = Counter(n.name.casefold() for n in catalog.needles)
    assert [name for name, count in names.items() if count > 1] == []


def test_needles_carry_no_benchmark(catalog: Catalog) -> None:
    """No needle states a level to reach: that comes from the company's own baseline."""
    for needle in catalog.needles:
        text = f"{needle.definition} {needle.trap}"
        assert re.findall(r"\d+", text) in ([], ["95"]), needle.id  # "p95" names a statistic
        assert set(re.findall(r"\d+(?:,\d+)?", needle.formula)) <= {"100", "1", "1,000", "95", "90"}


def test_profiles_and_needles_know_each_other(catalog: Catalog) -> None:
    """A profile has two to four needles, and each of them lists the profile."""
    listed = {n.id: n.stakeholders for n in catalog.needles}
    for profile in catalog.stakeholders:
        assert 2 <= len(profile.needles) <= 4, profile.id
        assert [n for n in profile.needles if profile.id not in listed[n]] == [], profile.id


def test_profiles_are_complete(catalog: Catalog) -> None:
    """A profile speaks on all four levers and has words to use, words to avoid and a role."""
    for profile in catalog.stakeholders:
        assert set(profile.stake) == LEVERS, profile.id
        assert len(profile.use) >= 6, profile.id
        assert len(profile.avoid) >= 5, profile.id
        assert profile.ask_role in ROLES, profile.id
        assert not profile.decision[0].isupper(), profile.id
        assert not profile.decision.endswith("."), profile.id


def test_texts_are_whole_sentences(catalog: Catalog) -> None:
    """Each composed text starts with a capital letter of its own and ends with a full stop."""
    for profile in catalog.stakeholders:
        for text in composed(profile):
            assert re.fullmatch(r"[A-Z][^“”\"!?]*\.", text), f"{profile.id}: {text}"
            assert "  " not in text, text
            assert len(re.sub(r"\{\w+\}", "", text).split()) <= 26, f"a breath is shorter: {text}"


def test_stakes_state_the_problem_first(catalog: Catalog) -> None:
    """A stake holds the customer's problem and no solution; a change holds what is cured."""
    solution = re.compile(r"\b(the fix|once fixed|sprint|solve[sd]?|we|invest in)\b")
    for profile in catalog.stakeholders:
        for text in (*profile.stake.values(), profile.stake_internal):
            assert text.count("{personas} {happens}") == 1, text
            assert not solution.search(text), text
        assert profile.change.count("{personas} {cured}") == 1
        assert "sprint" not in profile.change


def test_the_ask_is_the_same_for_all(catalog: Catalog) -> None:
    """Every profile is asked for the same: a sprint, an owner, a review date, the one number."""
    for profile in catalog.stakeholders:
        for part in ("a single sprint", "a named owner", "a review date", "the number above"):
            assert part in profile.ask, profile.id
        assert profile.proof_from.startswith("The proof is ")


def test_no_two_profiles_share_a_sentence(catalog: Catalog) -> None:
    """Side by side the framings do not read as a form letter."""
    texts = [text for profile in catalog.stakeholders for text in composed(profile)]
    assert [t for t, count in Counter(texts).items() if count > 1] == []


def test_own_words_only(index: CatalogIndex, catalog: Catalog) -> None:
    """No composed text uses a word its reader avoids, housework, or an engineer's term."""
    for profile in catalog.stakeholders:
        for text in (*composed(profile), profile.decision, *profile.avoid.values()):
            lowered = text.lower()
            for word in profile.avoid:
                assert not re.search(rf"\b{re.escape(word.lower())}\b", lowered), f"{word}: {text}"
            assert index.housework_words.find(text) == [], text
        for text in composed(profile):
            assert index.glossary_terms.find(text) == [], text
    for chain in catalog.chains:
        for text in (chain.pain, chain.effect, chain.outcome, chain.constraint, chain.result):
            assert index.glossary_terms.find(text) == [], text
            assert index.housework_words.find(text) == [], text


def test_nothing_needs_evidence(catalog: Catalog) -> None:
    """Grounding's own scan finds no number and no date in what the catalog adds to a pitch."""
    nothing = SourceTexts({"ticket": ""})
    texts = [text for profile in catalog.stakeholders for text in composed(profile)]
    texts += [t for c in catalog.chains for t in (c.pain, c.effect, c.outcome, c.constraint, c.result)]
    for text in texts:
        shown = re.sub(r"\{\w+\}", "they", text)
        assert loose_numbers(shown) == [], text
        assert loose_dates(shown, nothing) == [], text


# --- grammar --------------------------------------------------------------------------------------


def filled(index: CatalogIndex, text: str, task: str, failure: str, persona: str) -> str:
    """The text with the words of a task, a failure and a persona in its places."""
    t, f, p = index.tasks[task], index.failures[failure], index.personas[persona]
    said = index.sayings.get((task, failure))
    words = {"verb": t.verb, "gerund": t.gerund, "noun": t.noun, "nouns": t.nouns}
    for name in ("happens", "cured", "fact"):
        phrase = (said and getattr(said, name)) or getattr(f, name)
        words[name] = phrase.format_map({k: words[k] for k in ("verb", "gerund", "noun", "nouns")})
    return text.format_map({**words, "personas": p.plural, "persona": p.singular, "when": ""})


@pytest.mark.parametrize(
    ("profile", "part", "personas", "phrase", "expected"),
    [
        ("sales", "reliability", "prospects", "are thrown back to the sign-in screen",
         "When prospects are thrown back to the sign-in screen, the conversation turns from buying"
         " to apologising."),
        ("sales", "change", "prospects", "sign in at the first try",
         "A promise to a buyer is easier to keep when prospects sign in at the first try."),
        ("executives", "reliability", "paying customers", "get an error when they try to pay",
         "Every time paying customers get an error when they try to pay, revenue that is won or"
         " within reach is put at risk."),
        ("finance", "change", "paying customers", "pay without an error",
         "The cost of this step can be planned as soon as paying customers pay without an error."),
        ("support", "speed", "people who work with the reports",
         "wait too long for a report to open",
         "When people who work with the reports wait too long for a report to open, some of them"
         " write to ask whether something is broken."),
        ("data-teams", "change", "analysts", "can rely on the answers from the data",
         "Once analysts can rely on the answers from the data, the data from this step can be used"
         " as it is."),
        ("product-management", "reliability", "new customers", "cannot import a large file",
         "A new feature counts for little while new customers cannot import a large file."),
        ("security", "security", "customers' admins", "risk having data seen by the wrong people",
         "While customers' admins risk having data seen by the wrong people, the exposure stays"
         " open and has to be explained in every review."),
        ("engineering-lead", "stake_internal", "developers", "wait too long for the tests",
         "When developers wait too long for the tests, delivery dates become harder to keep."),
        ("product-engineers", "change", "operators", "see the system run on steady capacity",
         "There is less to worry about in each change once operators see the system run on steady"
         " capacity."),
    ],
)  # fmt: skip
def test_filled_sentences(
    index: CatalogIndex, profile: str, part: str, personas: str, phrase: str, expected: str
) -> None:
    """With the words of a ticket in place the sentences read as a person would write them."""
    entry = index.stakeholder(profile)
    text = entry.stake.get(part) or getattr(entry, part)  # type: ignore[call-overload]
    assert text.format(personas=personas, happens=phrase, cured=phrase) == expected


def test_every_combination_fills(index: CatalogIndex, catalog: Catalog) -> None:
    """No task, failure and persona leaves a placeholder, a gap or a doubled word behind."""
    doubled = re.compile(r"\b(\w+) \1\b")
    allowed = {"that that", "had had"}
    seen = 0
    for task in catalog.tasks:
        for failure in catalog.failures:
            for profile in (catalog.stakeholders[seen % 12], catalog.stakeholders[(seen + 5) % 12]):
                internal = task.audience == "internal"
                stake = profile.stake_internal if internal else profile.stake[failure.lever]
                for text in (stake, profile.change):
                    sentence = filled(index, text, task.id, failure.id, task.personas[0])
                    assert "{" not in sentence
                    assert "  " not in sentence
                    found = {m.group() for m in doubled.finditer(sentence)} - allowed
                    assert not found, sentence
            seen += 1
    assert seen >= 500
