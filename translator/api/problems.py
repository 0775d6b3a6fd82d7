"""Errors as problem documents (RFC 9457), with the stable code of errors.py."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from translator.errors import TranslatorError


def add_problem_handlers(app: FastAPI) -> None:
    """Answer every error of ours, and every malformed request, as application/problem+json."""

    @app.exception_handler(TranslatorError)
    async def ours(_: Request, error: TranslatorError) -> JSONResponse:
        return _problem(error.http_status, error.code, str(error))

    @app.exception_handler(RequestValidationError)
    async def malformed(_: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        return _problem(422, "malformed-request", f"{place}: {first['msg']}")


def _problem(status: int, code: str, detail: str) -> JSONResponse:
    return JSONResponse(
        {
            "type": f"urn:translator:problem:{code}",
            "code": code,
            "status": status,
            "detail": detail,
        },
        status_code=status,
        media_type="application/problem+json",
    )
