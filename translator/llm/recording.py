"""Replies written to a folder, and answered from there: runs that need no network and repeat exactly."""

from __future__ import annotations

import asyncio
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from translator.errors import FileUnusable, ReplayMiss
from translator.llm.base import Deadline, Estimate, Gateway, ModelReply, ModelRequest
from translator.llm.stored import read_reply, reply_data
from translator.llm.wrapper import Wrapper

SCHEMA = "translator.recording/1"


class Recorder(Wrapper):
    """Writes each reply to `<key>.json` in `folder`, whatever gave it; errors are not recorded.

    A recording holds the request as it left (redacted), no key, no header and no time, so recording
    the same reply again writes the same bytes. Raises FileUnusable where it cannot write.
    """

    def __init__(self, inner: Gateway, folder: Path) -> None:
        super().__init__(inner)
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unwritable(folder, error) from error

    async def complete(self, request: ModelRequest, deadline: Deadline) -> ModelReply:
        """The inner reply, under the key of its recording."""
        request = self._named(request)
        reply = replace(await self._inner.complete(request, deadline), key=request.key)
        told = json.dumps(_recording(request, reply), indent=1, ensure_ascii=False) + "\n"
        path = self._folder / f"{request.key}.json"
        try:
            # backslashreplace writes a lone surrogate as the JSON escape that it is.
            await asyncio.to_thread(_write, path, told.encode("utf-8", "backslashreplace"))
        except OSError as error:
            raise _unwritable(path, error) from error
        return reply


class Replayer:
    """Answers from recordings only: source "recording", with the usage and cost of the call recorded.

    `model` is the one that requests which name none would go to. Raises FileUnusable where there is no
    such folder.
    """

    def __init__(self, folder: Path, model: str) -> None:
        self._folder = folder
        self._model = model
        self._used: set[str] = set()
        if not folder.is_dir():
            raise FileUnusable(
                "there is no such folder of recordings.",
                place=str(folder),
                next_step="Make one by a run with a model and --record.",
            )

    @property
    def model(self) -> str:
        """The model that was recorded."""
        return self._model

    @property
    def unused(self) -> tuple[str, ...]:
        """Keys of recordings that nothing has asked for, sorted."""
        return tuple(sorted({path.stem for path in self._folder.glob("*.json")} - self._used))

    async def complete(self, request: ModelRequest, deadline: Deadline) -> ModelReply:
        """The recorded reply. Raises ReplayMiss where there is none, or one that cannot be read."""
        key = request.of(request.model or self._model).key
        path = self._folder / f"{key}.json"
        try:
            told = json.loads(path.read_bytes())
            if not isinstance(told, dict) or (told.get("schema"), told.get("key")) != (SCHEMA, key):
                raise ValueError(f"it is no {SCHEMA} of this request")
            reply = read_reply(told.get("reply"), key)
        except FileNotFoundError:
            raise _missed(
                f"no recording of {request.purpose} by {request.model or self._model}.", path
            ) from None
        except (OSError, ValueError, RecursionError) as error:
            raise _missed(f"the recording cannot be read ({error}).", path) from error
        self._used.add(key)
        return replace(reply, source="recording", attempts=0)

    def estimate(self, request: ModelRequest) -> Estimate:
        """No tokens and no cost: nothing is sent."""
        return Estimate(0, 0.0)

    async def close(self) -> None:
        """Nothing to give back."""


def _recording(request: ModelRequest, reply: ModelReply) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "key": request.key,
        "request": {
            "purpose": request.purpose,
            "model": request.model,
            "system": request.system.text,
            "user": request.user.text,
            "schema": request.schema,
            "max_tokens": request.max_tokens,
            "temperature": request.temperature,
            "seed": request.seed,
            "prompts": list(request.prompts),
        },
        "reply": reply_data(reply),
    }


def _write(path: Path, content: bytes) -> None:
    """All or nothing; a name of its own for each process and request keeps writers apart."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(path)


def _missed(message: str, path: Path) -> ReplayMiss:
    return ReplayMiss(
        message,
        place=str(path),
        next_step="Record it again with --record: the ticket, a prompt, the model or a setting has changed.",
    )


def _unwritable(path: Path, error: OSError) -> FileUnusable:
    return FileUnusable(
        f"the recording cannot be written ({error.strerror}).",
        place=str(path),
        next_step="Choose another folder with --record.",
    )
