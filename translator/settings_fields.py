"""What a person may set: every setting with its type, its default and its meaning."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$"
ADDRESS = r"^(?:https?://[^\s/]\S*)?$"
RATE = r"^(?:off|[1-9][0-9]{0,6}/(?:second|minute|hour|day))?$"
REDIS = r"^(?:rediss?://[^\s/]\S*)?$"


class Settings(BaseModel):
    """What a person may set. The description of a field is its row in the documentation.

    Keys of model providers are no settings: they come from the provider's own environment variables.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    engine: Literal["auto", "offline", "llm"] = Field(
        "auto",
        description="what writes the pitch; auto: the model where one is set, offline where it cannot serve; "
        "llm: the model, and an error where its key or name is refused",
    )
    model: str = Field(
        "", description="model that writes, as LiteLLM names it: openai/gpt-4o-mini; none: no model is called"
    )
    fallback: tuple[str, ...] = Field((), description="models asked in turn when the model does not serve")
    judge_model: str = Field(
        "",
        description="second model that is asked whether the cited words carry each sentence the model wrote; "
        "best of another family; none: the local checks alone judge",
    )
    api_base: str = Field(
        "",
        pattern=ADDRESS,
        description="address of a server that speaks the model's protocol; none: the provider's own",
    )
    deadline: float = Field(
        30.0, ge=1, le=3600, allow_inf_nan=False, description="seconds for all model calls of one pitch"
    )
    attempts: int = Field(3, ge=1, le=10, description="times a model is asked after failures that may pass")
    concurrency: int = Field(64, ge=1, le=64, description="model calls at once")
    budget_pitch: float | None = Field(
        None, ge=0, allow_inf_nan=False, description="US dollars that one pitch may cost; none: no limit"
    )
    budget_run: float | None = Field(
        None, ge=0, allow_inf_nan=False, description="US dollars that one run may cost; none: no limit"
    )
    budget_day: float | None = Field(
        None,
        ge=0,
        allow_inf_nan=False,
        description="US dollars that all runs of a day (UTC) may cost; none: no limit",
    )
    model_price_input: float | None = Field(
        None,
        ge=0,
        allow_inf_nan=False,
        description="US dollars for a million tokens read; none: LiteLLM's price list",
    )
    model_price_output: float | None = Field(
        None,
        ge=0,
        allow_inf_nan=False,
        description="US dollars for a million tokens written; none: LiteLLM's price list",
    )
    model_cache: bool = Field(
        True, description="whether replies of models are kept in data_dir and used again"
    )
    record: Path | None = Field(None, description="folder to write each model reply to")
    replay: Path | None = Field(None, description="folder to answer from in place of the model")
    stakeholders: tuple[str, ...] = Field(
        (), description="ids to write framings for; none: chosen by the ticket"
    )
    packs: tuple[Path, ...] = Field(
        (), description="company pack folders; in translator.toml relative to that file"
    )
    format: Literal["md", "json"] = Field("md", description="output when no file name says it")
    width: int = Field(100, ge=40, le=200, description="columns of terminal output")
    incidents: str = Field(
        "auto",
        min_length=1,
        description="past incidents to prove a pitch with: auto (those imported), off, or a file to read",
    )
    memory: Literal["auto", "off"] = Field(
        "auto",
        description="words of approved pitches lent to the pitches of similar tickets: auto (those of the "
        "workspace), or off",
    )
    data_dir: Path | None = Field(
        None,
        description="folder of the incident store, its indexes, and what is kept of model calls; "
        "none: the user's data folder",
    )
    database_url: str = Field(
        "", description="postgresql://… or sqlite:///…; none: an SQLite file in data_dir"
    )
    chroma_url: str = Field("", description="Chroma server, http(s)://…; none: embedded in data_dir")
    embedding_model: str = Field(
        "builtin",
        min_length=1,
        description="what embeds incidents: builtin, or a model name that LiteLLM knows",
    )
    workspace: str = Field(
        "default",
        pattern=NAME,
        description="whose incidents these are; workspaces never see each other's",
    )
    api_host: str = Field(
        "127.0.0.1",
        min_length=1,
        description="address the API listens on; the page reads it from the environment",
    )
    api_port: int = Field(
        8080, ge=1, le=65535, description="port the API listens on; the page reads it from the environment"
    )
    api_key: str = Field(
        "", description="key that the page shows to the API; the API itself keeps its keys in the database"
    )
    batch_worker: Literal["auto", "on", "off"] = Field(
        "auto",
        description="whether the API works on batches itself; auto: on SQLite; off: leave them to "
        "translator worker",
    )
    rate_limit: str = Field(
        "120/minute",
        pattern=RATE,
        description="requests that each API key may make; off: as many as it likes",
    )
    rate_limit_url: str = Field(
        "",
        pattern=REDIS,
        description="Redis in which all API processes count requests; none: each counts for itself",
    )
    body_limit: int = Field(
        20_000_000, ge=1_000, le=1_000_000_000, description="bytes of a request to the API at most"
    )
    request_timeout: float = Field(
        60.0,
        ge=1,
        le=3600,
        allow_inf_nan=False,
        description="seconds until the API must have begun to answer a request",
    )
    shutdown_timeout: float = Field(
        30.0,
        ge=1,
        le=3600,
        allow_inf_nan=False,
        description="seconds that requests under way are given when the API stops",
    )
    retention_days: int | None = Field(
        None,
        ge=1,
        le=36500,
        description="days after its last change that translator purge deletes a translation nobody approved; "
        "none: purge must be told",
    )
    cors_origins: tuple[str, ...] = Field(
        (),
        description="web pages of other hosts that may call the API, each as its address without a path; "
        "none: no page",
    )
