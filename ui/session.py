"""What the page keeps for one reader: the key, the open translation, and how a problem is told."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import escape
import streamlit as st
from client import Api, Told, base_url

T = TypeVar("T")
_KEY = "api_key"
_OPEN = "open_translation"
_ENGINE = "engine_chosen"


def api() -> Api:
    """The API with the reader's key; that of TRANSLATOR_API_KEY where the reader gave none."""
    return Api(base_url(), st.session_state.get(_KEY) or os.environ.get("TRANSLATOR_API_KEY", ""))


def sign_in(key: str) -> None:
    """Use this key from now on; "": the page's own again."""
    st.session_state[_KEY] = key
    forget()


def signed_in() -> bool:
    """Whether the reader gave a key."""
    return bool(st.session_state.get(_KEY))


def engine() -> str:
    """The engine that the reader wants: "offline", "llm", or "auto" for the server's own choice."""
    chosen: str = st.session_state.get(_ENGINE, "auto")
    return chosen


def choose_engine(name: str) -> None:
    """Use this engine from now on, where a ticket names no other."""
    st.session_state[_ENGINE] = name


def forget() -> None:
    """Forget what was read from the API: it may look otherwise now."""
    for name in [n for n in st.session_state if str(n).startswith("kept:")]:
        del st.session_state[name]
    st.session_state.pop(_ENGINE, None)
    st.session_state.pop(_OPEN, None)


def kept(name: str, read: Callable[[], T]) -> T:
    """What `read` gave the first time, for this reader only: another key may see something else."""
    place = f"kept:{name}"
    if place not in st.session_state:
        st.session_state[place] = read()
    found: T = st.session_state[place]
    return found


def drop(name: str) -> None:
    """Read it again the next time, and what is kept as a part of it: "incidents" drops "incidents:signs"."""
    place = f"kept:{name}"
    for known in [n for n in st.session_state if n == place or str(n).startswith(f"{place}:")]:
        del st.session_state[known]


def opened(id: str) -> dict[str, Any]:
    """The translation with this id, as it was read last. Raises Told."""
    known = st.session_state.get(_OPEN)
    if known is None or known["id"] != id:
        known = st.session_state[_OPEN] = api().translation(id)
    found: dict[str, Any] = known
    return found


def changed(translation: dict[str, Any] | None) -> None:
    """Another revision of the open translation is known; None: read it again."""
    st.session_state[_OPEN] = translation
    drop("evidence")
    drop("versions")


def say(told: Told) -> None:
    """Show one problem with its next step; the same one once in a run."""
    shown = st.session_state.setdefault("told", [])
    if told.message in shown:
        return
    shown.append(told.message)
    step = f"  \n{escape.label(told.next_step, 600)}" if told.next_step else ""
    st.error(f"**{escape.label(told.message, 600)}**{step}", icon=":material/error:")
    if told.status == 0:
        st.button("Try again", key=f"try_again_{len(shown)}", icon=":material/refresh:")


@contextmanager
def telling() -> Iterator[None]:
    """Whatever the API refuses within is shown in its place, and the rest of the page stands."""
    try:
        yield
    except Told as told:
        if told.code == "edit-conflict":
            changed(None)
        say(told)


def later(message: str) -> None:
    """Say this after the next run has begun: `st.rerun` takes what is shown now."""
    st.session_state["say_later"] = message


@st.cache_resource(show_spinner=False)
def warm() -> None:
    """Load what tables are drawn with, once and aside: the first table would otherwise wait for it."""

    def load() -> None:
        time.sleep(1.5)  # the first page has gone out by then
        from streamlit.dataframe_util import convert_anything_to_pandas_df

        convert_anything_to_pandas_df([{"": 0}])

    threading.Thread(target=load, daemon=True, name="warm").start()


def begin() -> None:
    """Begin a run: nothing has been told yet but what `later` kept."""
    st.session_state["told"] = []
    if message := st.session_state.pop("say_later", ""):
        st.toast(escape.label(message))
