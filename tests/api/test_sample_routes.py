"""The sample files over the API."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.client import Api
from translator.samples import FIRST, INCIDENTS, SAMPLES

FOLDER = Path(__file__).parents[2] / "translator" / "samples"


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Api:
    """The API; nothing here is stored."""
    return Api(tmp_path_factory.mktemp("samples"))


def test_every_sample_is_listed_and_read(api: Api) -> None:
    """Each file is given byte by byte, what is translated first at the top."""
    items = api("GET", "/v1/samples").json()["items"]
    assert [item["file"] for item in items] == [*(sample.file for sample in SAMPLES), INCIDENTS]
    assert items[0]["file"] == FIRST
    for item in items:
        folder = FOLDER if item["file"] == INCIDENTS else FOLDER / "tickets"
        assert api("GET", f"/v1/samples/{item['file']}").content == (folder / item["file"]).read_bytes()


@pytest.mark.parametrize("name", ["nothing.md", "__init__.py", "..%2F__init__.py", "%2e%2e", "pack"])
def test_nothing_else_is_read(api: Api, name: str) -> None:
    """A name that is not in the list leads nowhere, whatever it points at."""
    answer = api("GET", f"/v1/samples/{name}")
    assert answer.status_code == 404


def test_a_sample_needs_a_key(api: Api) -> None:
    """They are no secret, and still nothing below /v1 is open."""
    assert api("GET", "/v1/samples", key="tr_no_key").status_code == 401
