"""The model behind a judge, with the wrappers and the purse of the product."""

from __future__ import annotations

from collections.abc import Mapping

from translator.llm.base import Gateway
from translator.wiring import build_alone
from translator.wiring_models import model_gateway


def judge_gateway(flags: Mapping[str, str], judge: str) -> Gateway:
    """Serves requests that name `judge`, and those of the flags' `model` where they name one.

    Give it to the App that writes, too: both then pay from the one `budget_run`, and record or replay in one
    folder. The App's own flags leave out `judge_model`, which is the product's opinion on single sentences.
    Raises SettingInvalid, StoreUnusable, FileUnusable.
    """
    own = {"judge_model": judge} if flags.get("model") else {"model": judge}
    return model_gateway(build_alone({**flags, **own}).loaded.settings)
