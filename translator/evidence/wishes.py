"""Words that make a value one to reach: "should be", "happy with", "… would be fine"."""

from __future__ import annotations

import re

WISH_AFTER = re.compile(
    r"^[^.;,]{0,30}\b(?:would be (?:a (?:number|figure|value)|fine|ok|good|enough|great|"
    r"acceptable)|is (?:where it should|"
    r"realistic|the (?:target|goal|aim)|enough|acceptable|fine|what we (?:want|need|promised))|"
    r"can live with|could live "
    r"with|at most|or (?:less|fewer|better)|tops)\b",
    re.IGNORECASE,
)
# The plainest of wishes: a label or a modal right before the value.
PLAIN_WISH = re.compile(
    r"\b(?:target|goal|aim|objective|slo|after:|finish(?: line)?|accept(?:ed|ance)?|done when|done:|"
    r"should be|must be|ought to be|"
    r"would like it|(?:would|['’]d) like to see|want(?:s|ed)?(?: it| to be)?|(?:'d|would) be (?:happy|"
    r"fine|ok|glad)(?: with|"
    r" at)?|be happy with|"
    r"contract|call it done)\b\W{0,3}(?:[\w'’-]+ ){0,6}\W{0,2}$|\bso:\W*(?:under|below|at most|"
    r"less than)?\W*$",
    re.IGNORECASE,
)
SHOULD_HAVE = re.compile(r"\b(?:should|would|could) (?:not )?have \w+[^.;]{0,40}$", re.IGNORECASE)
