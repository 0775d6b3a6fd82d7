"""How past incidents read in a rendered pitch."""

from __future__ import annotations

from tests.render.pitch_example import example_pitch
from translator.models import CitedIncident, Evidence, Ledger, Past, Pitch
from translator.render.markdown import as_markdown

TEXT = "Sessions end early\n\nTwo demos were lost.\n\nRecord: OUT-1"
SAME = CitedIncident(
    id="pager:OUT-1",
    key="OUT-1",
    title="Sessions end early",
    kind="incident",
    url="https://status.fjordline.example/out-1",
    text=TEXT,
    score=0.9,
    relation="same cause",
    rule="the ticket names OUT-1 as the same cause",
    counted=True,
)
ALIKE = SAME.model_copy(
    update={
        "id": "pager:OUT-2",
        "key": "OUT-2",
        "relation": "similar",
        "rule": "",
        "counted": False,
        "url": None,
    }
)


def _with(past: Past | None) -> Pitch:
    pitch = example_pitch()
    quote = "Two demos were lost."
    item = Evidence(
        id="e50", kind="impact", source="incident:pager:OUT-1", text=quote,
        start=TEXT.index(quote), end=TEXT.index(quote) + len(quote),
    )  # fmt: skip
    moment = pitch.draft.one_breath
    draft = pitch.draft.model_copy(
        update={"one_breath": moment.model_copy(update={"evidence": (*moment.evidence, "e50")})}
    )
    ledger = Ledger(items=(*pitch.evidence.items, item))
    return pitch.model_copy(update={"past": past, "draft": draft, "evidence": ledger})


def test_cited_incidents_are_listed_with_their_relation() -> None:
    """Same cause with its rule, similar without a claim, counted or not, and what was searched."""
    shown = as_markdown(_with(Past(incidents=(SAME, ALIKE), searched=1200)))
    assert (
        "- **OUT-1** Sessions end early — same cause: the ticket names OUT-1 as the same cause; "
        "counted as a repeat — `https://status.fjordline.example/out-1`"
    ) in shown
    assert "- **OUT-2** Sessions end early — similar, not shown to be the same cause\n" in shown
    assert "Searched: 1,200 records of the past, by words and meaning." in shown


def test_the_source_of_evidence_reads_well() -> None:
    """Key, title and address stand beside the quoted words, not an internal id."""
    shown = as_markdown(_with(Past(incidents=(SAME,), searched=3)))
    assert (
        "“Two demos were lost.” — incident OUT-1 “Sessions end early”, characters 20–40, "
        "`https://status.fjordline.example/out-1`"
    ) in shown
    assert "past incidents OUT-1" in shown


def test_no_similar_incident_is_said() -> None:
    """An empty search is an answer, with its mode and what went wrong with it."""
    past = Past(searched=40, mode="keyword only", notes=("vectors are not available: no connection.",))
    expected = (
        "No similar incident found; searched: 40 records of the past, by words alone; "
        "vectors are not available: no connection."
    )
    assert expected in as_markdown(_with(past))
    nothing = as_markdown(_with(Past(mode="nothing stored")))
    assert "No similar incident found; no incidents are on record." in nothing


def test_without_a_search_nothing_is_said_about_one() -> None:
    """A pitch made without a store has no part on past incidents."""
    assert "Past incidents" not in as_markdown(_with(None))


def test_markup_and_secrets_of_an_incident_are_not_shown() -> None:
    """A title is data: escaped and masked."""
    odd = SAME.model_copy(update={"title": "<b>mail bob.ross@fjordline.example</b>", "key": "<i>1"})
    shown = as_markdown(_with(Past(incidents=(odd,), searched=3)))
    past = shown.split("<summary>Past incidents</summary>")[1].split("</details>")[0]
    assert "<b>" not in past
    assert "<i>" not in past
    assert "bob.ross" not in past
