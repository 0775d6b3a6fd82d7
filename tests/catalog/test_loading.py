"""Layers into one catalog: overriding, extending, and every rule that spans entries."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from translator.catalog.loading import BUILT_IN, Layer, build_catalog, suggestion
from translator.catalog.templates import TASK_PLACEHOLDERS, phrase_problems
from translator.errors import PackInvalid

STAKES = {
    "speed": "When {personas} {happens}, orders wait.",
    "security": "If {personas} {happens}, nobody knows who saw what.",
    "reliability": "When {personas} {happens}, the shelf stays empty.",
    "cost": "As long as {personas} {happens}, hours are lost.",
}
BASE: dict[str, list[dict[str, Any]]] = {
    "personas": [{"id": "bakers", "plural": "bakers", "singular": "a baker", "audience": "external",
                  "cues": {"strong": ["baker"]}}],
    "moments": [{"id": "dawn", "phrase": "before dawn", "cues": {"strong": ["before dawn"]}},
                {"id": "fair", "phrase": "at the fair", "persona": "bakers", "cues": {}}],
    "tasks": [{"id": "order", "verb": "order flour", "gerund": "ordering flour",
               "noun": "flour order", "nouns": "flour orders", "audience": "external",
               "personas": ["bakers"], "moments": ["dawn"],
               "cues": {"strong": ["order flour"], "weak": ["flour"]}}],
    "needles": [{"id": "lost-orders", "name": "Lost orders", "group": "customer",
                 "definition": "Orders that never arrive.", "unit": "count",
                 "formula": "sent − received", "direction": "down", "window": "week",
                 "stakeholders": ["shop"], "source": "order book", "ask_role": "sales"}],
    "chains": [{"id": "lost", "pain": "lost orders", "effect": "empty shelves",
                "outcome": "lost sales", "constraint": "Nobody can rely on an order.",
                "result": "Fewer lost orders, which protects sales."}],
    "failures": [{"id": "fails", "lever": "reliability", "happens": "cannot {verb}",
                  "fact": "{noun} fails", "cured": "{verb} at the first try",
                  "measure": "failed {nouns}", "needle": "lost-orders", "chain": "lost",
                  "cues": {}}],
    "sayings": [{"task": "order", "failure": "fails", "happens": "find the mill closed"}],
    "warnings": [{"id": "calls", "says": "bakers call the mill", "cues": {}}],
    "stakeholders": [{"id": "shop", "name": "Shop", "version": 3, "audience": "external",
                      "decision": "what is sold", "cares_about": ["full shelves"],
                      "example_problem": "two of five shelves are empty",
                      "example_measure": "2 empty shelves", "use": ["bread"],
                      "avoid": {"API": "order line"}, "needles": ["lost-orders"], "stake": STAKES,
                      "stake_internal": "While {personas} {happens}, the shop waits.",
                      "change": "Once {personas} {cured}, the shelf is full.",
                      "ask": "Try it for a single week.", "objection": "Bread sells anyway.",
                      "proof_from": "The proof is the order book.", "ask_role": "sales"}],
    "glossary": [{"term": "cache", "pos": "noun", "forms": {"cache": "copy", "caches": "copies"},
                  "moment": "lists open slowly", "context": ["order"]}],
    "housework": [{"word": "tidy", "forms": ["tidies"], "say": "say what is late"}],
    "products": [{"name": "Ovenly", "internal": True}],
}  # fmt: skip


def base() -> Layer:
    return Layer(BUILT_IN, copy.deepcopy(BASE), _lines("base.yaml"))


def pack(sections: dict[str, list[dict[str, Any]]], name: str = "mill") -> Layer:
    return Layer(name, sections, _lines(f"{name}.yaml"))


def _lines(file: str) -> Any:
    def locate(section: str, index: int, path: tuple[str | int, ...]) -> str:
        return ":".join([file, section, str(index), *map(str, path)])

    return locate


def with_changes(section: str, **fields: Any) -> Layer:
    """The base with fields of the first entry of a section replaced; None removes a field."""
    layer = base()
    entry = layer.sections[section][0]
    assert isinstance(entry, dict)
    for name, value in fields.items():
        entry[name] = value
        if value is None:
            del entry[name]
    return layer


def test_entries_of_every_section_arrive() -> None:
    """A complete layer gives a catalog with every entry in it and no pack named."""
    catalog = build_catalog([base()])
    for section, entries in BASE.items():
        assert len(getattr(catalog, section)) == len(entries)
    assert catalog.packs == ()


def test_pack_extends() -> None:
    """New ids are added behind the built-in ones and the pack is named."""
    new = {"id": "late", "says": "vans leave late", "cues": {}}
    catalog = build_catalog([base(), pack({"warnings": [new]})])
    assert [w.id for w in catalog.warnings] == ["calls", "late"]
    assert catalog.packs == ("mill",)


def test_partial_override_keeps_the_rest() -> None:
    """An override of a profile that gives an objection changes nothing else, nor the version."""
    change = {"id": "shop", "objection": "We bake at night."}
    before = build_catalog([base()]).stakeholders[0]
    after = build_catalog([base(), pack({"stakeholders": [change]})]).stakeholders[0]
    assert after.objection == "We bake at night."
    assert after == before.model_copy(update={"objection": "We bake at night."})


@pytest.mark.parametrize(
    ("section", "change", "field", "expected"),
    [
        ("stakeholders", {"id": "shop", "avoid": {"queue": "line"}}, "avoid",
         {"API": "order line", "queue": "line"}),
        ("stakeholders", {"id": "shop", "use": ["loaf"]}, "use", ("loaf",)),
        ("needles", {"id": "lost-orders", "window": "month"}, "window", "month"),
        ("personas", {"id": "bakers", "plural": "master bakers"}, "plural", "master bakers"),
        ("tasks", {"id": "order", "moments": []}, "moments", ()),
        ("failures", {"id": "fails", "lever": "speed"}, "lever", "speed"),
    ],
)  # fmt: skip
def test_override_by_field(section: str, change: Any, field: str, expected: Any) -> None:
    """A text or list is replaced, a mapping key by key, and the entry keeps its other fields."""
    catalog = build_catalog([base(), pack({section: [change]})])
    assert getattr(getattr(catalog, section)[0], field) == expected
    assert len(getattr(catalog, section)) == len(BASE[section])


def test_stake_of_a_single_lever() -> None:
    """A pack may reword a single lever; the other levers stay."""
    change = {"id": "shop", "stake": {"cost": "While {personas} {happens}, flour spoils."}}
    stake = build_catalog([base(), pack({"stakeholders": [change]})]).stakeholders[0].stake
    assert stake == {**STAKES, "cost": "While {personas} {happens}, flour spoils."}


def test_cues_override_by_strength() -> None:
    """New strong cues leave the weak ones as they were."""
    change = {"id": "order", "cues": {"strong": ["buy flour"]}}
    cues = build_catalog([base(), pack({"tasks": [change]})]).tasks[0].cues
    assert (cues.strong, cues.weak) == (("buy flour",), ("flour",))


@pytest.mark.parametrize(
    ("section", "change"),
    [
        ("glossary", {"term": "cache", "pos": "noun", "forms": {"cache": "store"}, "moment": "m"}),
        ("housework", {"word": "tidy", "forms": [], "say": "name the person"}),
        ("products", {"name": "Ovenly"}),
        ("sayings", {"task": "order", "failure": "fails", "happens": "wait at the mill"}),
    ],
)
def test_entries_without_id_are_replaced_whole(section: str, change: dict[str, Any]) -> None:
    """A term, word, name or saying of a pack takes the whole place of the earlier one."""
    catalog = build_catalog([base(), pack({section: [change]})])
    alone = build_catalog([Layer(BUILT_IN, {**BASE, section: [change]})])
    assert getattr(catalog, section) == getattr(alone, section)


def test_last_pack_wins() -> None:
    """Of three layers the last one decides."""
    layers = [base()] + [pack({"stakeholders": [{"id": "shop", "name": name}]}, name) for name in ("b", "c")]
    catalog = build_catalog(layers)
    assert catalog.stakeholders[0].name == "c"
    assert catalog.packs == ("b", "c")


def test_version_follows_content_only() -> None:
    """Equal content gives an equal version whatever the layers; another word gives another."""
    version = build_catalog([base()]).version
    name = {"stakeholders": [{"id": "shop", "name": "Shop"}]}
    other = {"stakeholders": [{"id": "shop", "name": "Stall"}]}
    assert build_catalog([base(), pack(name)]).version == version
    assert build_catalog([base(), pack(other)]).version != version
    assert len(version) == 12


@pytest.mark.parametrize(
    ("layer", "place", "says", "step"),
    [
        pytest.param(pack({"glosary": []}), "mill", "unknown section “glosary”",
                     "Did you mean “glossary”?", id="section"),
        pytest.param(with_changes("needles", id=None), "base.yaml:needles:0", "has no “id”",
                     "needs id", id="no id"),
        pytest.param(with_changes("needles", trapp="x"), "base.yaml:needles:0:trapp",
                     "unknown field “trapp”", "Did you mean “trap”?", id="field"),
        pytest.param(with_changes("tasks", cues={"strng": []}), "base.yaml:tasks:0:cues:strng",
                     "unknown field “strng”", "Did you mean “strong”?", id="cue field"),
        pytest.param(with_changes("chains", pain=None), "base.yaml:chains:0", "has no “pain”",
                     "Add “pain”", id="missing"),
        pytest.param(with_changes("needles", direction="dwn"), "base.yaml:needles:0:direction",
                     "is \"dwn\"", "Did you mean “down”?", id="choice"),
        pytest.param(with_changes("products", internal="yes"), "base.yaml:products:0:internal",
                     "is \"yes\"", "Write true or false.", id="truth value"),
        pytest.param(with_changes("stakeholders", use="bread"), "base.yaml:stakeholders:0:use",
                     "is \"bread\"", "Write a list", id="list"),
        pytest.param(with_changes("stakeholders", version=0), "base.yaml:stakeholders:0:version",
                     "is 0", "", id="version"),
        pytest.param(with_changes("warnings", id="Calls us"), "base.yaml:warnings:0:id",
                     "is \"Calls us\"", "lower-case", id="id pattern"),
        pytest.param(with_changes("tasks", personas=["baker"]), "base.yaml:tasks:0:personas:0",
                     "names “baker”, which is not among the personas", "Did you mean “bakers”?",
                     id="task persona"),
        pytest.param(with_changes("tasks", moments=["dwan"]), "base.yaml:tasks:0:moments:0",
                     "names “dwan”", "Did you mean “dawn”?", id="task moment"),
        pytest.param(with_changes("sayings", task="ordr"), "base.yaml:sayings:0:task",
                     "names “ordr”", "Did you mean “order”?", id="saying task"),
        pytest.param(with_changes("sayings", failure="fail"), "base.yaml:sayings:0:failure",
                     "names “fail”", "Did you mean “fails”?", id="saying failure"),
        pytest.param(with_changes("failures", needle="lost"), "base.yaml:failures:0:needle",
                     "names “lost”, which is not among the needles", "Known: lost-orders.",
                     id="failure needle"),
        pytest.param(with_changes("failures", chain="los"), "base.yaml:failures:0:chain",
                     "names “los”", "Did you mean “lost”?", id="failure chain"),
        pytest.param(with_changes("failures", chain=""), "base.yaml:failures:0:chain",
                     "names “”", "Known: lost.", id="failure without chain"),
        pytest.param(with_changes("stakeholders", needles=["lost-order"]),
                     "base.yaml:stakeholders:0:needles:0", "names “lost-order”",
                     "Did you mean “lost-orders”?", id="profile needle"),
        pytest.param(with_changes("needles", stakeholders=["shop", "shp"]),
                     "base.yaml:needles:0:stakeholders:1", "names “shp”", "Did you mean “shop”?",
                     id="needle profile"),
        pytest.param(with_changes("moments", persona="bakrs"), "base.yaml:moments:0:persona",
                     "names “bakrs”", "Did you mean “bakers”?", id="moment persona"),
        pytest.param(with_changes("glossary", context=["oder"]), "base.yaml:glossary:0:context:0",
                     "names “oder”", "Did you mean “order”?", id="glossary context"),
        pytest.param(with_changes("stakeholders", ask="Ask {persnas}."),
                     "base.yaml:stakeholders:0:ask", "unknown placeholder {persnas}",
                     "Did you mean “personas”?", id="placeholder"),
        pytest.param(with_changes("failures", happens="lose {happens}"),
                     "base.yaml:failures:0:happens", "unknown placeholder {happens}",
                     "Known: gerund", id="placeholder of a profile in a failure"),
        pytest.param(with_changes("stakeholders", ask="Ask {personas"),
                     "base.yaml:stakeholders:0:ask", "brace is not closed", "Placeholders here",
                     id="open brace"),
        pytest.param(with_changes("stakeholders", ask="Ask {personas!r}."),
                     "base.yaml:stakeholders:0:ask", "unknown placeholder {personas!r}", "Did you",
                     id="conversion"),
        pytest.param(with_changes("stakeholders", change="When a baker {happens}, we wait."),
                     "base.yaml:stakeholders:0:change", "no plural subject",
                     "Write “{personas} {happens}”.", id="singular subject"),
        pytest.param(with_changes("stakeholders", stake={"speed": "Slow."}),
                     "base.yaml:stakeholders:0:stake", "has no “security” under “stake”", "lever",
                     id="levers"),
        pytest.param(with_changes("stakeholders", stake={**STAKES, "sped": "x"}),
                     "base.yaml:stakeholders:0:stake:sped", "stake.sped", "Did you mean “speed”?",
                     id="unknown lever"),
    ],
)  # fmt: skip
def test_invalid_layer(layer: Layer, place: str, says: str, step: str) -> None:
    """Each broken rule is refused with the place of the value and what to do."""
    with pytest.raises(PackInvalid) as caught:
        build_catalog([layer])
    assert caught.value.place == place
    assert says in caught.value.message
    assert step in caught.value.next_step
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("section", "field", "text"),
    [
        ("stakeholders", "ask", "Give it 2 weeks."),
        ("stakeholders", "objection", "We tried it three times."),
        ("stakeholders", "cares_about", ["half of the shelves"]),
        ("stakeholders", "avoid", {"API": "a dozen lines"}),
        ("failures", "fact", "{noun} fails once a day"),
        ("sayings", "happens", "wait twice as long"),
        ("chains", "constraint", "Orders get lost in one van."),
        ("moments", "phrase", "at ½ past"),
        ("glossary", "forms", {"cache": "one copy"}),
    ],
)
def test_typed_numbers_are_refused(section: str, field: str, text: Any) -> None:
    """No phrase that can reach a pitch states a number of its own."""
    with pytest.raises(PackInvalid, match="is a number"):
        build_catalog([with_changes(section, **{field: text})])


@pytest.mark.parametrize(
    "text",
    [
        "sign in at the first try",
        "get to the right one",
        "a short problem turns into a long one",
        "no one can say",
        "one of them waits",
        "know at once what happened",
        "a second click helps",
        "a double charge appears",
        "a third party answers",
        "the scaffold stands",
        "someone is alone",
        "a quarterly report",
        "tent, tension, seventh",
    ],
)
def test_words_that_only_look_like_numbers(text: str) -> None:
    """Idioms and longer words that hold a number word are no numbers."""
    assert list(phrase_problems(text, TASK_PLACEHOLDERS)) == []


@pytest.mark.parametrize(
    "text",
    ["one page", "twenty-three people", "a tenfold rise", "thousands wait", "Two demos", "m²",
     "half the time", "it doubled", "a third of them", "three quarters of it", "٣ pages", "ⅳ"],
)  # fmt: skip
def test_numbers_in_any_dress(text: str) -> None:
    """Digits of every script, fractions and number words in any case are seen."""
    assert [p.message for p in phrase_problems(text, TASK_PLACEHOLDERS)]


def test_example_fields_may_hold_numbers() -> None:
    """The documentation fields of a profile are never composed, so numbers may stand there."""
    profile = build_catalog([base()]).stakeholders[0]
    assert profile.example_measure == "2 empty shelves"


def test_twice_in_a_layer() -> None:
    """The same id again in the same layer names both places."""
    calls = {"id": "calls", "says": "x", "cues": {}}
    layer = pack({"warnings": [calls, calls]})
    with pytest.raises(PackInvalid) as caught:
        build_catalog([base(), layer])
    assert caught.value.place == "mill.yaml:warnings:1"
    assert "mill.yaml:warnings:0" in caught.value.next_step


def test_new_entry_that_was_meant_as_override() -> None:
    """A misspelt id of a partial override points to the pack and to the id that was meant."""
    with pytest.raises(PackInvalid) as caught:
        build_catalog([base(), pack({"stakeholders": [{"id": "shopp", "objection": "No."}]})])
    assert caught.value.place == "mill.yaml:stakeholders:0"
    assert "“shop”" in caught.value.next_step


def test_error_points_to_the_layer_that_gave_the_value() -> None:
    """A bad value of an override is reported at the pack, not at the built-in entry."""
    bad = {"id": "shop", "stake": {"cost": "It costs 5."}}
    with pytest.raises(PackInvalid) as caught:
        build_catalog([base(), pack({"stakeholders": [{"id": "shop", "name": "S"}]}, "a"),
                       pack({"stakeholders": [bad]}, "b")])  # fmt: skip
    assert caught.value.place == "b.yaml:stakeholders:0:stake:cost"


def test_other_problems_are_counted() -> None:
    """Whoever repairs a pack hears how much is left."""
    wrong = [{"id": "order", "personas": ["x", "y", "z"]}]
    with pytest.raises(PackInvalid, match=r"\(2 more in this catalog\.\)"):
        build_catalog([base(), pack({"tasks": wrong})])


@pytest.mark.parametrize(
    ("word", "known", "answer"),
    [
        ("needels", ["needles", "tasks"], "Did you mean “needles”?"),
        ("zzz", ["needles", "tasks"], "Known: needles, tasks."),
        ("zzz", [], "Known: none."),
        ("zzz", [f"w{i:02}" for i in range(30)], "…."),
    ],
)
def test_suggestion(word: str, known: list[str], answer: str) -> None:
    """A close word is suggested; without one the known words are listed, at most twenty."""
    assert suggestion(word, known).endswith(answer)
