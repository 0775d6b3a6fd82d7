"""Who writes: the engines that the server offers, which one this reader wants, and whether it is there."""

from __future__ import annotations

from typing import Any

import blocks
import escape
import session
import streamlit as st
from client import Told

NAMES = {"auto": "As the server is set", "offline": "Offline engine", "llm": "Language model"}
Row = dict[str, Any]


def choices() -> list[str]:
    """The engines to choose from, the server's own choice first; only that while the API does not say."""
    try:
        offered = session.kept("engines", lambda: session.api().engines())["items"]
    except Told as told:
        session.say(told)
        return ["auto"]
    return ["auto", *(engine["name"] for engine in offered)]


def show() -> None:
    """The part of the settings page about engine and model."""
    st.html(blocks.part("Engine and model"))
    session.drop("engines")  # the server may have been started anew with a model
    with session.telling():
        told = session.kept("engines", lambda: session.api().engines())
        for engine in told["items"]:
            st.html(blocks.facts(_facts(engine)))
        model = next((engine for engine in told["items"] if engine["name"] == "llm"), None)
        if model is None:
            st.html(
                blocks.line(
                    "To have a language model write, set model in the server’s translator.toml or "
                    "TRANSLATOR_MODEL, and start it again.",
                    soft=True,
                )
            )
        _chosen()
        if model is not None:
            _tests(model)


def _facts(engine: Row) -> list[tuple[str, str]]:
    writes = "writes unless you choose another" if engine["writes"] else "writes where it is chosen"
    if engine["name"] == "offline":
        return [("Offline engine", f"{writes}; on this server, at no cost, and nothing leaves it")]
    goes = engine["destination"] or "nowhere outside this server"
    return [
        ("Language model", f"{engine['model']}, {writes}"),
        ("Stands in for it", ", ".join(engine["fallback"])),
        ("Judge", engine["judge"]),
        ("Tickets go, masked", goes),
        ("To the judge", engine["judge_destination"] if engine["judge_destination"] != goes else ""),
        ("Recordings", "answer in its place; nothing is asked" if engine["recorded"] else ""),
        ("Problem", f"{engine['problem']} {engine['next_step']}".strip()),
    ]


def _chosen() -> None:
    """Which engine this reader wants from now on."""
    known = choices()
    before = session.engine()
    chosen = st.selectbox(
        "Who writes for you, until you close this tab?",
        known,
        index=known.index(before) if before in known else 0,
        format_func=NAMES.__getitem__,
        key="engine_of_session",
        help="For Translate and Backlog; under Translate you can choose another for one ticket.",
    )
    session.choose_engine(chosen)


def _tests(model: Row) -> None:
    """Buttons that ask the model and the judge, and what came of it."""
    columns = st.columns(2)
    asked = ""
    for column, ask, name in zip(columns, ("model", "judge"), (model["model"], model["judge"]), strict=True):
        if name and column.button(
            f"Test the {ask}", key=f"test_{ask}", icon=":material/bolt:", width="stretch"
        ):
            asked = ask
    st.caption(
        "One tiny request without a word of any ticket; ten seconds at most, and some more the first time."
    )
    if asked:
        with session.telling(), st.spinner("Asking …"):
            _result(session.api().test_engine(asked))


def _result(found: Row) -> None:
    model = escape.label(found["model"])
    if found["status"] == "not asked":
        st.info(f"{model} was not asked: recordings answer in its place.")
    elif found["status"] == "failed":
        words = (
            f"**{model}: {escape.label(found['message'], 600)}**  \n{escape.label(found['next_step'], 600)}"
        )
        st.error(words, icon=":material/error:")
    else:
        cost = "" if found["cost"] is None else f" It cost {found['cost']:.6f} US dollars."
        notes = "".join(f" {escape.label(note)}." for note in found["notes"])
        st.success(
            f"Answered in {found['milliseconds']:,} ms by {model}.{cost}{notes}", icon=":material/check:"
        )
