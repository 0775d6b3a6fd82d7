"""The built-in catalog with one company laid over it, shared by the tests of the checks."""

from __future__ import annotations

import pytest

from translator.catalog.index import CatalogIndex
from translator.catalog.loading import Layer, build_catalog
from translator.packs import load_builtin


@pytest.fixture(scope="session")
def index() -> CatalogIndex:
    """The built-in catalog and an invented company whose sign-in service is called Harbourgate."""
    company = Layer("harbour", {"products": [{"name": "Harbourgate", "internal": True}]})
    return CatalogIndex(build_catalog([*load_builtin(), company]))
