"""The layer that ends a request whose body is too large, also one that does not say how large it is.

FastAPI has such a limit; it answers in plain text, where everything else here is a problem document.
"""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from translator.api.exchange import header
from translator.api.problems import answer_with, problem_of
from translator.errors import InputTooLarge


class BodyTooLarge(HTTPException):
    """Raised out of `receive`; FastAPI takes what is no HTTPException for a body it cannot read."""

    def __init__(self) -> None:
        super().__init__(InputTooLarge.http_status)


class BodyLimit:
    """Reads no more than `most` bytes of a body."""

    def __init__(self, app: ASGIApp, *, most: int) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        told = header(scope, b"content-length")
        if told.isdigit() and int(told) > self._most:
            await answer_with(problem_of(self._error(), scope), scope, receive, send)
            return
        read, over, begun = 0, False, False

        async def limited() -> Message:
            nonlocal read, over
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._most:
                over = True
                raise BodyTooLarge
            return message

        async def checked(message: Message) -> None:
            nonlocal begun
            if over and not begun:
                return  # whatever the application makes of half a body is not the answer
            begun = True
            await send(message)

        try:
            await self._app(scope, limited, checked)
        except BodyTooLarge:
            if begun:
                raise
        if over and not begun:
            await answer_with(problem_of(self._error(), scope), scope, receive, send)

    def _error(self) -> InputTooLarge:
        return InputTooLarge(
            f"the body is larger than {self._most:,} bytes.",
            place="body",
            next_step="Send less at a time, or have the setting body_limit raised.",
        )
