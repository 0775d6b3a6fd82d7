"""The pitch as Markdown, for GitHub and the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from translator.models import Pitch
from translator.render.back_matter import FOLDS, MADE_BY
from translator.render.blocks import Block, Bullets, Cite, Code, Fold, Heading, Item, Line, Paragraph, Table
from translator.render.citations import Citations
from translator.render.document import document_of
from translator.render.escape import code_span, fence, inline


def as_markdown(pitch: Pitch, *, anchors: str | None = "", command: bool = False) -> str:
    """The pitch as CommonMark with GitHub tables, ending in a line break.

    Sentences refer to their evidence by id, each a link to the quoted words. `anchors` goes before
    every link target, so that several pitches can share one document. None is for a terminal, which
    can neither follow a link nor unfold: ids are plain and the folds are sections. `command`: see
    `document_of`.
    """
    citations = Citations(anchors)
    parts = [part for block in document_of(pitch, command=command) for part in _block(block, citations)]
    return "\n\n".join([*parts, *citations.definitions()]) + "\n"


def front_of(markdown: str) -> str:
    """A rendered pitch up to its back matter, which repeats sources and says nothing of its own.

    Text that was not rendered here is returned as it is.
    """
    starts = [at for fold in FOLDS if (at := markdown.find(_opening(fold))) >= 0]
    if not starts or f"\n---\n\n- {MADE_BY}" not in markdown:
        return markdown
    return markdown[: min(starts)]


def _opening(title: str) -> str:
    return f"<details>\n<summary>{title}</summary>"


def _block(block: Block | Fold, citations: Citations) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"{'#' * block.level} {_line(block.line, citations)}"
    elif isinstance(block, Paragraph):
        yield _line(block.line, citations)
    elif isinstance(block, Bullets):
        yield "\n".join(_item(item, citations) for item in block.items)
    elif isinstance(block, Table):
        rows = (block.header, ("---",) * len(block.header), *(map(inline, row) for row in block.rows))
        lines = [f"| {' | '.join(row)} |" for row in rows]
        yield "\n".join([lines[0], lines[1].replace(" ", ""), *lines[2:]])
    elif isinstance(block, Code):
        yield fence(block.text, block.language)
    elif isinstance(block, Fold):
        yield _opening(block.title) if citations.linked else f"## {block.title}"
        for inner in block.blocks:
            yield from _block(inner, citations)
        if citations.linked:
            yield "</details>"
    else:
        yield "---"


def _item(item: Item, citations: Citations) -> str:
    first = f"- {citations.target(item.evidence)}{_line(item.line, citations)}"
    return "\n".join([first, *(f"  - {_line(line, citations)}" for line in item.under)])


def _line(line: Line, citations: Citations) -> str:
    written = []
    for run in line:
        if isinstance(run, Cite):
            written.append(citations.after(run.ids))
        elif run.style == "own":
            written.append(run.text)
        elif run.style == "code":
            written.append(code_span(run.text))
        else:
            mark = {"strong": "**", "em": "_"}.get(run.style, "")
            words = inline(run.text)
            written.append(f"{mark}{words}{mark}" if words else "")
    return "".join(written)
