"""Editing, review and sharing of a stored pitch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.conftest import TICKET, Page, shown, told

pytestmark = [pytest.mark.loopback, pytest.mark.filterwarnings("ignore")]
Ask = Callable[..., Any]


@pytest.fixture
def made(ask: Ask) -> dict[str, Any]:
    """A new pitch."""
    stored: dict[str, Any] = ask("POST", "/v1/translations", {"text": TICKET, "stakeholders": ["sales"]})
    return stored


def _section(page: Page, id: str, name: str) -> AppTest:
    at = page(id=id)
    at.session_state["section"] = name
    at.run()
    assert not at.exception
    return at


def test_every_part_that_can_be_edited_is_offered(made: dict[str, Any]) -> None:
    """The names are those of the product itself: the API knows each, and none is missing."""
    import json

    from named_parts import named_parts

    from translator.models import Pitch
    from translator.parts import sentences_of

    pitch = Pitch.model_validate_json(json.dumps(made["pitch"]))
    offered = {where: sentence for where, _, sentence in named_parts(pitch.draft)}
    known = {where: s for where, s in sentences_of(pitch.draft) if not where.startswith("technical.")}
    assert offered == known


def test_an_edit_is_checked_before_it_is_saved(page: Page, ask: Ask, made: dict[str, Any]) -> None:
    """An invented number is told at once as what blocks approval, and nothing is stored."""
    at = _section(page, made["id"], "Edit")
    at.text_area[0].set_value("Prospects lose 40 deals during a live demo.").run()
    html = shown(at)
    assert "to mend before approval" in html
    assert "40" in html
    assert ask("GET", f"/v1/translations/{made['id']}")["version"] == 1


def test_an_edit_is_saved_as_a_version(page: Page, ask: Ask, made: dict[str, Any]) -> None:
    """Saved words are the next version, and the review shows what changed, word by word."""
    at = _section(page, made["id"], "Edit")
    at.selectbox[0].set_value("framing:sales.change").run()
    at.text_area[0].set_value("Prospects sign in at the first try.").run()
    at.button(key="save").click().run()
    assert not at.error
    after = ask("GET", f"/v1/translations/{made['id']}")
    assert after["version"] == 2
    assert after["pitch"]["draft"]["framings"][0]["change"]["plain"] == "Prospects sign in at the first try."
    at = _section(page, made["id"], "Review")
    assert "<ins>" in shown(at)
    assert "For Sales: what changes" in shown(at)


def test_somebody_else_was_quicker(page: Page, ask: Ask, made: dict[str, Any]) -> None:
    """An edit on an older revision is refused in words, and the newer one is shown."""
    at = _section(page, made["id"], "Edit")
    at.text_area[0].set_value("Prospects cannot sign in during a live demo.").run()
    question = made["pitch"]["draft"]["questions"][0]["id"]
    ask("POST", f"/v1/translations/{made['id']}/answers", {"answers": {question: "2027-03-01"}})
    at.button(key="save").click().run()
    assert not at.exception
    assert at.error
    assert ask("GET", f"/v1/translations/{made['id']}")["version"] == 2
    at.run()
    assert "Version 2" in shown(at)


def test_from_desk_to_published(page: Page, ask: Ask, made: dict[str, Any]) -> None:
    """A pitch is submitted, approved and published step by step, and each step is in the record."""
    at = _section(page, made["id"], "Review")
    for to in ("in review", "approved", "published"):
        at.button(key=f"step-{to}").click().run()
        assert not at.exception
        assert ask("GET", f"/v1/translations/{made['id']}")["state"] == to
    assert "in review → approved" in shown(at)
    assert "Published ✓" in shown(at)


def test_sending_back_needs_a_reason(page: Page, ask: Ask, made: dict[str, Any]) -> None:
    """Without a reason nothing happens; with one it is kept."""
    at = _section(page, made["id"], "Review")
    at.button(key="step-in review").click().run()
    at.button(key="step-draft").click().run()
    assert "reason first" in told(at)
    next(t for t in at.text_input if t.label.startswith("Why send")).set_value("The number is last year’s.")
    at.button(key="step-draft").click().run()
    after = ask("GET", f"/v1/translations/{made['id']}")
    assert after["state"] in ("draft", "needs evidence")
    assert after["steps"][-1]["why"] == "The number is last year’s."


def test_a_finding_is_left_for_a_reason(page: Page, ask: Ask, made: dict[str, Any]) -> None:
    """A finding that only should be mended is dismissed with words that are kept and shown."""
    finding = next(f for f in made["findings"] if f["severity"] == "should")
    at = _section(page, made["id"], "Review")
    at.text_input(key=f"dismiss-why-{finding['id']}").set_value("We <b>know</b>.")
    at.button(key=f"dismiss-{finding['id']}").click().run()
    assert ask("GET", f"/v1/translations/{made['id']}")["dismissed"][0]["why"] == "We <b>know</b>."
    assert "We &lt;b&gt;know&lt;/b&gt;." in shown(at)


@pytest.mark.parametrize("form", ["page", "md", "html", "adf", "slack", "json"])
def test_every_format_can_be_taken_along(page: Page, made: dict[str, Any], form: str) -> None:
    """Each format is offered as a file, and shown as it is."""
    at = _section(page, made["id"], "Share")
    at.session_state["format"] = form
    at.run()
    assert not at.exception
    assert len(at.get("download_button")) == 1
    if form in ("html", "page"):
        assert "<!doctype html>" in at.get("iframe")[0].proto.srcdoc
    else:
        assert at.code[0].value
    assert "Nobody has approved" in told(at)


def test_before_and_after(page: Page, ask: Ask) -> None:
    """The engineer's terms are marked as gone, the customer's words as come."""
    made = ask("POST", "/v1/translations", {"text": f"Cache tuning\n\n{TICKET} Retry logic is missing."})
    assert made["pitch"]["draft"]["technical"]["terms"]
    at = _section(page, made["id"], "Before and after")
    html = shown(at)
    for term in made["pitch"]["draft"]["technical"]["terms"]:
        assert f"<del>{term['term']}</del>" in html
        assert f"<ins>{term['says']}</ins>" in html


def test_a_published_pitch_is_not_edited(page: Page, ask: Ask, made: dict[str, Any]) -> None:
    """What went out stays as it is, and the page says so."""
    for revision, to in enumerate(("in review", "approved", "published"), 1):
        headers = {"If-Match": f'"{revision}"'}
        ask("POST", f"/v1/translations/{made['id']}/reviews", {"to": to}, headers=headers)
    at = _section(page, made["id"], "Edit")
    assert "stays as it is" in told(at)
    assert not at.text_area
