"""Sharing: the pitch as a file in each format, to copy, and as one page to print."""

from __future__ import annotations

from typing import Any

import session
import streamlit as st
from client import Api

from translator.models import Pitch

# format → (name, what it is for)
FORMATS = {
    "page": ("One page", "the pitch on one sheet of A4, to take into a meeting"),
    "md": ("Markdown", "for a document, a pull request or a chat that reads Markdown"),
    "html": ("Web page", "the whole pitch with its evidence, to open anywhere"),
    "adf": ("Jira", "an Atlassian document (ADF) for a comment or a description"),
    "slack": ("Slack", "a message in Slack’s blocks"),
    "json": ("JSON", "everything, with its evidence, for a program"),
}
_SHOWN = 20_000  # characters


def show(stored: dict[str, Any], pitch: Pitch) -> None:
    """Show the formats of the open translation."""
    if stored["state"] not in ("approved", "published"):
        st.info("Nobody has approved this version yet, and every format says so. Approve it under Review.")
    form = st.segmented_control(
        "Format",
        list(FORMATS),
        format_func=lambda f: FORMATS[f][0],
        default="page",
        required=True,
        key="format",
    )
    name, use = FORMATS[form]
    file = session.kept(
        f"evidence:{form}:{stored['id']}:{stored['revision']}",
        lambda: _file(session.api(), stored["id"], form),
    )
    left, right = st.columns([3, 1], vertical_alignment="center")
    left.caption(f"{name}: {use}.")
    right.download_button(
        f"Download {name}", file.content, file_name=file.name, mime=file.media_type.partition(";")[0],
        key=f"download-{form}", type="primary", width="stretch", on_click="ignore",
    )  # fmt: skip
    text = file.content.decode("utf-8", "replace")
    if form in ("html", "page"):
        st.caption("As it looks. To print it: download it, open it, and print from the browser.")
        # In a frame of its own, whose content forbids every script by its own policy.
        st.iframe(text, height=1200 if form == "page" else 900)
        return
    if len(text) > _SHOWN:
        st.caption(f"The first {_SHOWN:,} of {len(text):,} characters; the download has all of them.")
    st.code(text[:_SHOWN], language=None, wrap_lines=True)


def _file(api: Api, id: str, form: str) -> Any:
    return api.export(id, form)
