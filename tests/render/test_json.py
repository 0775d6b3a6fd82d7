"""The JSON of a pitch: read back unchanged, described by its schema."""

from __future__ import annotations

import json

from tests.render.pitch_example import example_pitch
from translator.models import Pitch
from translator.render import as_json
from translator.render.json import pitch_schema


def test_json_reads_back_as_the_same_pitch() -> None:
    """Nothing is lost between writing and reading."""
    assert Pitch.model_validate_json(as_json(example_pitch())) == example_pitch()


def test_json_names_its_schema_first_class() -> None:
    """A program can tell the version before it reads the rest."""
    assert json.loads(as_json(example_pitch()))["schema"] == "translator.pitch/1"


def test_schema_names_its_version() -> None:
    """The schema document carries the id that the data carries."""
    schema = pitch_schema()
    assert schema["$id"] == "translator.pitch/1"
    assert schema["version"] == "1"
    assert schema["title"] == "Pitch"


def test_schema_describes_every_key_of_the_json() -> None:
    """Each key written is described, and each required key is written."""
    schema = pitch_schema()
    written = json.loads(as_json(example_pitch()))
    assert set(written) <= set(schema["properties"])
    assert set(schema["required"]) <= set(written)
