"""Which models are relatives: a judge shares the mistakes and the taste of its own family.

A family is told by the parts of a model's name; the provider that serves it says nothing, because many serve
each other's models. A distilled model belongs to both of its parents. The names are those under which the
makers publish their models.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# fmt: off
FAMILIES: dict[str, tuple[str, ...]] = {  # family → how a part of the name begins
    "GPT (OpenAI)": ("gpt", "chatgpt", "o1", "o3", "o4", "davinci", "codex"),
    "Claude (Anthropic)": ("claude",),
    "Gemini and Gemma (Google)": ("gemini", "gemma", "palm"),
    "Llama (Meta)": ("llama", "codellama", "tinyllama", "vicuna", "alpaca"),
    "Mistral": ("mistral", "mixtral", "ministral", "magistral", "codestral", "devstral", "pixtral", "zephyr"),
    "Qwen (Alibaba)": ("qwen", "qwq"),
    "SmolLM (Hugging Face)": ("smollm",),
    "DeepSeek": ("deepseek",),
    "Phi (Microsoft)": ("phi",),
    "Command (Cohere)": ("command", "aya"),
    "Grok (xAI)": ("grok",),
    "Nova (Amazon)": ("nova", "titan"),
    "Granite (IBM)": ("granite",),
    "GLM (Zhipu)": ("glm", "chatglm"),
    "Kimi (Moonshot)": ("kimi", "moonshot"),
    "OLMo (Ai2)": ("olmo", "tulu"),
    "Falcon": ("falcon",),
}
# fmt: on
_PARTS = re.compile(r"[^a-z0-9]+")
_STEM = re.compile(r"[a-z]+")


def families_of(model: str) -> frozenset[str]:
    """The families of a model as LiteLLM names it; of an unknown one, the first letters of its name."""
    _, _, name = model.lower().rpartition("/")
    parts = [part for part in _PARTS.split(name) if part]
    known = {family for family, starts in FAMILIES.items() if any(p.startswith(starts) for p in parts)}
    if known:
        return frozenset(known)
    stem = _STEM.match(name.removeprefix("ft:"))
    return frozenset({stem.group() if stem else name})


def family_warning(judge: str, authors: Iterable[str]) -> str:
    """One line where the judge is a relative of a model that wrote; "": it is of none."""
    for author in sorted(set(authors)):
        shared = families_of(judge) & families_of(author)
        if shared:
            return (
                f"the judge {judge} and the author {author} are of one family ({', '.join(sorted(shared))}): "
                "it may share the author's mistakes; choose a judge of another maker"
            )
    return ""
