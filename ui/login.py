"""Who may see the page: Streamlit's own login (OpenID Connect), where `[auth]` of its secrets sets it up.

A set-up that is not whole keeps everybody out and says what is missing: it is never taken for none.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import blocks
import escape
import session
import streamlit as st
from client import Told

_SHARED = ("redirect_uri", "cookie_secret")
_OWN = ("client_id", "client_secret", "server_metadata_url")
_CALLBACK = "/oauth2callback"


def required() -> bool:
    """Ask for the login where it is set up and nobody has logged in; True while nothing may be shown."""
    try:
        providers = _providers()
    except Told as told:
        st.html(blocks.heading("translator", "Nobody can log in yet."))
        session.say(told)
        return True
    if not providers or st.user.get("is_logged_in", False):
        return False
    st.html(blocks.heading("translator", "This page asks who you are before it shows anything."))
    for name in providers:
        label = f"Log in with {escape.label(name)}" if name else "Log in"
        st.button(label, type="primary", key=f"log_in_{name}", on_click=partial(st.login, name or None))
    return True


def logged_in() -> str:
    """Who logged in, by name and address; "" where no login is set up."""
    if not st.user.get("is_logged_in", False):
        return ""
    name, mail = str(st.user.get("name") or ""), str(st.user.get("email") or "")
    return f"{name} ({mail})" if name and mail else name or mail or str(st.user.get("sub") or "somebody")


def _providers() -> list[str]:
    """The names of the providers, "" for one without a name; none where no login is set up. Raises Told."""
    auth = _auth()
    if auth is None:
        return []
    named = {name: part for name, part in auth.items() if isinstance(part, Mapping)}
    parts = named or {"": auth}
    missing = [key for key in _SHARED if not auth.get(key)]
    for name, part in parts.items():
        missing += [f"{name}.{key}" if name else key for key in _OWN if not part.get(key)]
    if missing:
        raise Told(
            f"The login of this page is set up in part: [auth] of secrets.toml has no {', '.join(missing)}.",
            "Fill it in and start the page again, or take [auth] out to do without a login.",
            status=500,
        )
    if not str(auth["redirect_uri"]).rstrip("/").endswith(_CALLBACK):
        raise Told(
            f"The login of this page cannot come back: redirect_uri does not end with {_CALLBACK}.",
            f"Set it to the address of this page with {_CALLBACK} behind it, here and at the provider.",
            status=500,
        )
    if find_spec("authlib") is None:
        raise Told(
            "The login of this page is set up, but the package that does it is not installed.",
            "Install Authlib beside the page: pip install “streamlit[auth]”. Then start the page again.",
            status=500,
        )
    return list(parts)


def _auth() -> Mapping[str, Any] | None:
    """The section `[auth]` of the secrets; None where there is none. Raises Told where it cannot be read."""
    if st.secrets.load_if_toml_exists():
        found: Mapping[str, Any] | None = st.secrets.get("auth")
        return found
    files = [str(path) for path in st.get_option("secrets.files") or () if Path(path).exists()]
    if files:
        # Taken for “no login”, a typing error would let everybody in.
        raise Told(
            f"{files[0]} cannot be read, so it is not known who may see this page.",
            "It has to be TOML: mend it, then start the page again. The log says which line.",
            status=500,
        )
    return None
