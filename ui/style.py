"""How the page looks beyond Streamlit's theme: one style sheet, in the two colour schemes of the theme."""

from __future__ import annotations

import streamlit as st

_SHEET = """
<style>
.stApp {
  --ink: light-dark(#1d2329, #e8e6e1); --soft: light-dark(#5a626b, #a9b1b5);
  --line: light-dark(#d8d4cb, #3a4245); --wash: light-dark(#f2f0eb, #1f2527);
  --accent: light-dark(#17615b, #8fd6cc); --lit: light-dark(#ffe9a8, #5c4a12);
  --blank: light-dark(#8a4b00, #ffc56b); --blank-wash: light-dark(#fff3df, #3a2b10);
  --must: light-dark(#a3211b, #ff9a92); --came: light-dark(#dff3e4, #173a26);
  --gone: light-dark(#fbe3e1, #4a2220); --paper: light-dark(#fdfcfa, #14181a);
}
[data-testid="stMainBlockContainer"] { max-width: 76rem; padding-top: 4.5rem; padding-bottom: 5rem; }
[data-testid^="stBaseButton-primary"]:not(:disabled),
[data-testid^="stBaseButton-primary"]:not(:disabled) * {
  color: light-dark(#fff, #10201e) !important; }
.tr { color: var(--ink); overflow-wrap: anywhere; line-height: 1.55; }
.tr p { margin: .25rem 0 .6rem; } .tr h2 { font-size: 1.15rem; margin: 1.2rem 0 .3rem; padding: 0;
  scroll-margin-top: 5rem; }
.tr h2:only-child { margin-bottom: -.4rem; }
.tr h3 { font-size: 1rem; margin: 1rem 0 .2rem; padding: 0; }
.tr ul { padding-left: 1.1rem; margin: .2rem 0 .6rem; } .tr li { margin: .3rem 0; }
.tr .soft, .tr-soft { color: var(--soft); } .tr small { font-size: .85rem; color: var(--soft); }
.tr-breath { font-family: "Source Serif", Georgia, serif; font-size: clamp(1.45rem, 1.1rem + 1.6vw, 2.15rem);
  line-height: 1.28; font-weight: 600; margin: .3rem 0 1rem; text-wrap: pretty; }
.tr-chips { display: flex; flex-wrap: wrap; gap: .4rem; align-items: center; font-size: .85rem; }
.tr-chips a.tr-chip { color: var(--ink); text-decoration: underline dotted var(--soft);
  text-underline-offset: .2em; } .tr-chips a.tr-chip:hover { border-color: var(--accent); }
.tr-chip.first { font-weight: 650; border-color: var(--accent); }
.tr-chip { border: 1px solid var(--line); border-radius: 1rem; padding: .05rem .6rem; color: var(--ink);
  background: var(--wash); white-space: nowrap; }
.tr-tag { border: 1px solid var(--line); border-radius: .25rem; padding: 0 .3rem; font-size: .75rem;
  color: var(--soft); margin-left: .35rem; white-space: nowrap; }
.tr-lead { margin: 0 .45rem 0 0; } .tr ul.tr-plain { list-style: none; padding: 0; }
.tr-must { color: var(--must); border-color: currentColor; font-weight: 600; }
.tr-number { border: 1px solid var(--line); border-left: .3rem solid var(--accent); border-radius: .4rem;
  padding: .8rem 1.1rem; background: var(--wash); margin: .4rem 0 .2rem; }
.tr-number .what { color: var(--soft); font-size: .9rem; }
.tr-number .line { display: flex; flex-wrap: wrap; gap: .2rem 1rem; align-items: baseline; }
.tr-number .big { font-size: clamp(1.5rem, 1.2rem + 1.4vw, 2.1rem); font-weight: 650; }
.tr-number .big a { white-space: nowrap; }
.tr-number .big small { display: block; font-weight: 400; font-size: .8rem; }
.tr dl, div.stHtml .tr dl { padding-left: 0; display: grid;
  grid-template-columns: 10rem 1fr; gap: .35rem 1rem; margin: .3rem 0 1rem; }
.tr dt { color: var(--soft); } .tr dd { margin: 0; }
.tr a.claim { color: inherit; text-decoration: none; border-radius: .2rem; }
.tr a.claim:hover { background: var(--wash); text-decoration: underline dotted var(--soft); }
.tr a.value { color: inherit; font-weight: 650; text-decoration: underline dotted 2px var(--accent);
  text-underline-offset: .2em; border-radius: .2rem; }
.tr a.value:hover { background: var(--lit); }
.tr a:focus-visible, .tr summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
[data-testid="stHeader"] a:focus-visible, [data-testid="stSidebar"] a:focus-visible,
[data-testid="stMain"]:focus-visible, [data-testid="stTextInputRootElement"]:focus-within,
[data-testid="stTextAreaRootElement"]:focus-within, [data-testid="stNumberInputContainer"]:focus-within,
.stApp [data-baseweb="select"]:focus-within { outline: 2px solid var(--accent); outline-offset: -2px;
  border-radius: .4rem; }
[data-testid="stSidebar"][aria-expanded="false"] { visibility: hidden; }
.tr a.blank, .tr .blank { color: var(--blank); background: var(--blank-wash); padding: 0 .08em;
  border-radius: .2em; font-weight: 600; text-decoration: none; }
.tr a.blank:hover { text-decoration: underline; }
.tr mark { background: none; color: inherit; }
.tr mark.lit { background: var(--lit); text-decoration: underline 2px; text-underline-offset: .2em; }
.tr ins { background: var(--came); text-decoration: underline 2px; }
.tr del { background: var(--gone); text-decoration: line-through; }
.tr pre { background: var(--wash); border: 0; padding: .7rem; border-radius: .3rem; white-space: pre-wrap;
  font-size: .85rem; max-height: 24rem; overflow: auto; color: inherit; }
.tr .tr-card { margin: .5rem 0; } .tr-two .tr-card { margin: 0; }
.tr .tr-card > h3:first-child, .tr-card > h3:first-child, .tr-empty > h3:first-child { margin-top: 0; }
.tr-card { border: 1px solid var(--line); border-radius: .4rem; padding: .6rem .9rem;
  background: var(--paper); }
.tr-card .from { color: var(--soft); font-size: .85rem; margin-bottom: .2rem; }
.tr-two { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
.tr-rows { padding: .6rem 0; border-top: 1px solid var(--line); }
.tr table.tr-table { border-collapse: collapse; width: 100%; font-size: .95rem; }
.tr-table th, .tr-table td { border: 0; border-bottom: 1px solid var(--line); padding: .35rem .6rem .35rem 0;
  text-align: left; vertical-align: top; }
.tr-table th { color: var(--soft); font-weight: 400; white-space: nowrap; }
.tr summary { cursor: pointer; color: var(--accent); }
.tr p.tr-narrow { display: none; }
.tr-target { position: fixed; top: 0; left: 0; }
.tr-empty { border: 1px dashed var(--line); border-radius: .5rem; padding: 1.4rem 1.6rem; margin: .5rem 0; }
.tr-title { font-size: 1.7rem; line-height: 1.25; font-weight: 600; margin: 0 0 .2rem;
  font-family: "Source Serif", Georgia, serif; }
[data-testid="stColumn"]:has(.tr-pane) { position: sticky; top: 4.5rem; align-self: flex-start;
  max-height: calc(100vh - 6rem); overflow: auto; }
.tr-pane .tr-card { display: none; }
.tr-pane .hint { border: 1px dashed var(--line); border-radius: .4rem; padding: .8rem 1rem;
  color: var(--soft); }
.tr-pane .close { display: none; }
body:has(.tr-target:target) .tr-pane .hint { display: none; }
body:has(.tr-target:target) .tr-pane .close { display: inline; }
body:has(.tr-failed) [data-testid="stException"], [data-testid="stException"] a { display: none; }
@media (max-width: 640px) {
  [data-testid="stButtonGroup"] button { padding-left: .5rem; padding-right: .5rem; }
  [data-testid="stExpandSidebarButton"]::after { content: "Menu"; margin-left: .3rem; }
  [data-testid="stMainBlockContainer"] { padding-left: 1rem; padding-right: 1rem; }
  .tr dl, div.stHtml .tr dl { grid-template-columns: 1fr; gap: 0 0; } .tr dd { margin-bottom: .6rem; }
  .tr-two { grid-template-columns: 1fr; } .tr p.tr-narrow { display: block; }
  [data-testid="stHorizontalBlock"]:has(.tr-first) { flex-direction: column-reverse; }
  [data-testid="stColumn"] { min-width: 100%; }
  [data-testid="stColumn"]:has(.tr-pane) { position: static; max-height: none; overflow: visible; }
  .tr-pane { display: none; } body:has(.tr-target:target) .tr-pane { display: block; }
  body:has(.tr-target:target) .tr-pane { position: fixed; left: 0; right: 0; bottom: 0; z-index: 1000;
    max-height: 48vh; overflow: auto; padding: .8rem 1rem 1.2rem; background: var(--paper);
    border-top: 2px solid var(--accent); box-shadow: 0 -.4rem 1.5rem rgb(0 0 0 / .18); }
}
@media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important; } }
@media print {
  [data-testid="stHeader"], [data-testid="stToolbar"], [data-testid="stSidebar"], [data-testid="stForm"],
  [data-testid="stButton"], [data-testid="stButtonGroup"], [data-testid="stTabs"] [role="tablist"],
  [data-testid="stToast"], .tr-pane, .tr-narrow { display: none !important; }
  html, body, #root, .stApp, .stApp div, section { position: static !important; overflow: visible !important;
    height: auto !important; max-height: none !important; }
  [data-testid="stColumn"] { min-width: 100% !important; }
  [data-testid="stMainBlockContainer"] { max-width: none; padding: 0; }
  .tr dl, .tr li, .tr-number, .tr-card { break-inside: avoid; } .tr h2, .tr h3 { break-after: avoid; }
}
</style>
"""


def apply() -> None:
    """Put the style sheet on the page; once in every run."""
    st.html(_SHEET)
