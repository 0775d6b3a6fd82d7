"""The pitch as one HTML page: nothing is loaded, nothing runs, and it prints well."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from translator.models import Pitch
from translator.render.blocks import (
    Block,
    Bullets,
    Cite,
    Code,
    Fold,
    Heading,
    Item,
    Line,
    Paragraph,
    Run,
    Table,
)
from translator.render.document import document_of
from translator.render.escape import blanks_apart, many_lines, one_line, web_address
from translator.render.fitting import plain_text

# Whoever serves the page may send no header: the page itself forbids scripts, images and forms.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = """
:root { color-scheme: light dark; --ink: #1d2329; --paper: #fff; --soft: #59636e; --line: #d5dae0;
  --wash: #f4f6f8; --blank: #8a4b00; --blank-wash: #fff3df; --link: #0b57d0; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --paper: #15191d; --soft: #a3adb8;
  --line: #363d45; --wash: #1f252b; --blank: #ffc56b; --blank-wash: #3a2b10; --link: #8ab4f8; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 1rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; padding-bottom: .2rem; border-bottom: 1px solid var(--line); }
ul { padding-left: 1.2rem; } li { margin: .35rem 0; } li:target { background: var(--blank-wash); }
a { color: var(--link); } .cite { font-size: .8em; color: var(--soft); }
.blank { color: var(--blank); background: var(--blank-wash); padding: 0 .2em; border-radius: .2em; }
details { margin: 1.5rem 0; border: 1px solid var(--line); border-radius: .4rem; padding: .5rem .9rem; }
summary { font-weight: 600; cursor: pointer; }
pre { background: var(--wash); padding: .7rem; border-radius: .3rem; white-space: pre-wrap;
  font-size: .85rem; }
code { font-family: ui-monospace, monospace; font-size: .9em; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid var(--line); padding: .3rem .5rem; text-align: left; vertical-align: top; }
hr { border: 0; border-top: 1px solid var(--line); margin: 2rem 0 1rem; }
hr ~ ul { color: var(--soft); font-size: .875rem; }
@page { size: A4; margin: 18mm 16mm; }
@media print { :root { color-scheme: light; --ink: #000; --paper: #fff; --soft: #444; --line: #bbb;
  --wash: #f4f4f4; --blank: #6b3a00; --blank-wash: #fff3df; --link: #000; }
  body { font-size: 10.5pt; } main { max-width: none; padding: 0; } details { border: 0; padding: 0; }
  h1, h2, summary { break-after: avoid; } li, tr { break-inside: avoid; } a { text-decoration: none; } }
"""


def as_html(pitch: Pitch) -> str:
    """A whole page in UTF-8. Links lead to the quoted evidence, or to http, https and mailto addresses."""
    document = document_of(pitch)
    first = document[0]
    title = plain_text(first.line) if isinstance(first, Heading) else ""
    body = "\n".join(part for block in document for part in _block(block))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="robots" content="noindex">\n<title>{_text(title)}</title>\n<style>{_STYLE}</style>\n'
        f"</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _block(block: Block | Fold) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"<h{block.level}>{_line(block.line)}</h{block.level}>"
    elif isinstance(block, Paragraph):
        yield f"<p>{_line(block.line)}</p>"
    elif isinstance(block, Bullets):
        yield "<ul>"
        yield from map(_item, block.items)
        yield "</ul>"
    elif isinstance(block, Table):
        yield f"<table><thead><tr>{_cells('th', block.header)}</tr></thead><tbody>"
        yield from (f"<tr>{_cells('td', row)}</tr>" for row in block.rows)
        yield "</tbody></table>"
    elif isinstance(block, Code):
        yield f"<pre><code>{escape(many_lines(block.text))}</code></pre>"
    elif isinstance(block, Fold):
        # Open: what is folded when the page is printed would be missing on paper.
        yield f"<details open><summary>{_text(block.title)}</summary>"
        for inner in block.blocks:
            yield from _block(inner)
        yield "</details>"
    else:
        yield "<hr>"


def _item(item: Item) -> str:
    target = f' id="{escape(item.evidence)}"' if item.evidence else ""
    under = "".join(f"<li>{_line(line)}</li>" for line in item.under)
    return f"<li{target}>{_line(item.line)}{f'<ul>{under}</ul>' if under else ''}</li>"


def _cells(tag: str, cells: tuple[str, ...]) -> str:
    return "".join(f"<{tag}>{words(cell)}</{tag}>" for cell in cells)


def _line(line: Line) -> str:
    return "".join(_run(run) for run in line)


def _run(run: Run | Cite) -> str:
    if isinstance(run, Cite):
        links = ", ".join(f'<a href="#{escape(e)}">{escape(e)}</a>' for e in run.ids)
        return f' <span class="cite">({links})</span>'
    if run.style == "own":
        return escape(run.text)
    if run.style == "address" and (address := web_address(run.text)):
        return f'<a href="{escape(address)}" rel="noopener noreferrer nofollow">{escape(address)}</a>'
    tag = {"strong": "strong", "em": "em", "code": "code"}.get(run.style, "")
    shown = words(run.text)
    return f"<{tag}>{shown}</{tag}>" if tag and shown else shown


def words(text: str) -> str:
    """The text as HTML on one line; blanks (`[number needed: …]`) stand out."""
    return "".join(
        f'<strong class="blank">{escape(part)}</strong>' if blank else escape(part)
        for part, blank in blanks_apart(text)
    )


def _text(text: str) -> str:
    return escape(one_line(text))
