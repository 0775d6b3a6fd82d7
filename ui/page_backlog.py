"""A whole export at once: upload it, watch the batch, then sort, filter and export what came out."""

from __future__ import annotations

from collections.abc import Mapping

import batch_view
import blocks
import session
import streamlit as st

_SAMPLE = "backlog.jira.csv"


def _upload() -> None:
    """The form that starts a batch."""
    given = st.file_uploader(
        "An export of tickets: CSV of Jira or GitHub, JSON, JSON Lines",
        key="backlog_file",
        max_upload_size=50,
    )
    left, middle, right = st.columns([3, 1, 1], vertical_alignment="bottom")
    names = {
        r["id"]: r["name"]
        for r in session.kept("stakeholders", lambda: session.api().catalog("stakeholders"))
    }
    chosen = left.multiselect(
        "Who has to say yes?", list(names), format_func=lambda id: names.get(id, id),
        placeholder="Chosen by each ticket", key="backlog_stakeholders",
    )  # fmt: skip
    budget = middle.number_input(
        "Budget in US dollars", min_value=0.0, value=None, placeholder="none", key="backlog_budget",
        help="The batch pauses before it costs more. The offline engine costs nothing.",
    )  # fmt: skip
    engine = session.engine()
    options = {"stakeholder": chosen, "budget": budget, "engine": "" if engine == "auto" else engine}
    if right.button("Try the sample", key="backlog_sample", width="stretch"):
        _start(_SAMPLE, session.api().sample(_SAMPLE), options)
    if given is None:
        st.html(
            blocks.empty(
                "What you will see",
                "Each ticket becomes a row: the moment, the number, what is missing and whom to ask.",
                "Rows that are ready come with their pitch; the others say in one line what to do first.",
                "In Jira: Filters → Export → CSV.",
                "On GitHub: gh issue list --json number,title,body > issues.json",
            )
        )
        return
    content = given.getvalue()
    estimate, start, _ = st.columns([1, 1, 3])
    if estimate.button("What will it cost?", key="backlog_estimate", width="stretch"):
        with session.telling():
            told = session.api().estimate(given.name, content, **options)
            cost = (
                "nothing"
                if told["cost"] == 0 or told["model"] is None
                else f"at most {told['cost']} US dollars"
            )
            st.info(f"{told['rows']} tickets, {told['unreadable']} of them cannot be read. It costs {cost}.")
    if start.button("Translate all", type="primary", key="backlog_start", width="stretch"):
        _start(given.name, content, options)


def _start(name: str, content: bytes, options: Mapping[str, object]) -> None:
    with session.telling():
        made = session.api().start_batch(name, content, **options)
        st.query_params["batch"] = made["id"]
        st.rerun()


st.html(blocks.heading("Backlog", "Translate an export and see which tickets are ready to be argued for."))
if id := st.query_params.get("batch", ""):
    if st.button("All batches", icon=":material/arrow_back:", type="tertiary", key="backlog_back"):
        st.query_params.clear()
        st.rerun()
    batch_view.show(id)
else:
    _upload()
    batch_view.earlier()
