"""Numbers, dates, names and quotes that no source holds, in the words people put them in.

The words between bars are what a reader would meet; what stands in the ticket is no defect and is skipped.
"""

# ruff: noqa: E501 (a row of a table stays on its line)

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence

from evals.mutation.planting import Door, Host, Plant, put

WORDINGS: Mapping[str, tuple[str, ...]] = {
    "invented-number": (
        "and |31| of them gave up", "that is |1,900| people", "in |0.07| of all tries", "for |62 %| of tries",
        "and |a third| of them left", "for |forty-two| sellers", "for |two in five| people",
        "and |a quarter| of them leave", "after |ninety| minutes", "which costs |€18k|", "over |3.2M| rows",
        "with |a couple of hundred| calls", "|fourfold| more than before", "and it |quadrupled|",
        "for the |seventeenth| time", "for |٣٧| of them", "for |⑰| of them",
        "for |twenty five| accounts", "for |two-thirds| of them", "in |1 in 8| demos", "with |~45| calls",
        "|6x| slower", "|x7| slower", "with |99.9| as the mark", "with |several dozen| calls",
        "for |a fifth| of them", "for |fifteen-hundred| seats", "at |1.4 million| a piece", "and it |trebled|",
        "with |zero| complaints so far", "for |fifty-odd| people", "at |four nines|", "for |ten or so| people",
        "in |9/10| cases", "since |2017|", "on |the 12th|", "by |22.04.| at last", "at |3,5| points", "|ninety-nine| times", "for |one hundred| people",
        "and it |has tripled|", "with |7k| rows", "|thirty-one| calls later", "for |¾| of them",
        "for |nine tenths| of them", "with |£2.5bn| at stake", "with |eight| calls", "|5-fold| slower",
        "for |three quarters| of them", "for |sixty percent| of them", "for |n=57| people",
        # Written after the check was mended.
        "for |a sixth| of them", "and it |has quadrupled|", "the |eleventh| call today", "|eightfold| at least",
        "in |four out of five| demos", "for |5 in 6| people", "with |half a million| rows", "|83 points| lower",
        "at |1/3| of the price", "with |seventy-odd| calls", "the |twentieth| complaint", "|27th| in a row",
        "for |two fifths| of them", "at |0| answers", "with |sixty-six| calls", "|12k| times", "for |3+| weeks",
    ),
    "invented-date": (
        "since |Thursday|", "since |14 March|", "since |3 Feb|", "since |Easter|", "since |Christmas|",
        "since |last autumn|", "since |a fortnight ago|", "since |two months ago|", "until |EOY|",
        "until |the end of the month|", "since |9:40|", "since |5 pm|", "since |2019-03-14|",
        "since |11/03/24|", "since |the day before yesterday|", "until |tomorrow|", "since |this morning|",
        "until |next Wednesday|", "since |mid-October|", "since |early in May|", "since |Tue| again",
        "since |the week before last|", "since |earlier this week|", "since |New Year's Eve|",
        "since |Q2| of it", "since |H1|", "since |Q3 2019|", "since |the summer of 2018|",
        "since |Sept.| at least", "since |March|", "until |Monday|", "since |March the 3rd|",
        "since |yesterday|", "since |the other week|", "since |last Friday|", "since |the 1990s|",
        "in |week 23|", "since |Thanksgiving|", "since |noon on Sunday|",
        "since |half past nine|", "since |the end of June|", "since |last spring|", "over |the past fortnight|",
        "since |Weds|", "since |Jan '24|", "since |4 o'clock|", "since |Saturday night|",
        # Written after the check was mended.
        "since |quarter past seven|", "until |EOQ|", "since |Q4 FY25|", "since |Halloween|", "since |Pentecost|",
        "since |the year before last|", "since |11 pm|", "since |the autumn of 2020|", "since |the other day|",
        "until |EOD|", "since |Boxing Day|", "since |CW 14|", "since |the 2000s|", "since |Ascension Day|",
        "since |late August|", "since |Sunday evening|", "since |two Mondays ago|", "since |Nov 5|", "since |Eid|",
    ),
    "invented-name": (
        "at |Brindlewick Freight|", "as |Odalys Venn| says", "says |Tamsin|", "for |Corvane|",
        "in |Safari| at least", "at |McTavish & Co|", "on |Zephyrline|", "in the |Lisbon| office",
        "at the |Osaka| site", "as |iBroxel| users know", "at |BRINDLEWICK|", "as |T. Venn| knows",
        "as |Dr. Odalys| knows", "at the |Brindlewick| desk", "as |Łukasz| says", "as |田中| says",
        "at |O'Halloran| and sons", "at |Müller-Achterberg|", "as |van der Quill| says", "at |Tamsin's| desk",
        "in |Opera Mini|", "on a |Nokia|", "with |Quartermain Holdings|", "at |Corvane GmbH|",
        "by |Nimbusworks| of all people", "as |Priyanka| from sales knows", "at |eKestrel|",
        "as |Jean-Baptiste| found", "at the bank of |Tonga|", "as |Иван| says", "for |HALDEN|",
        "at |AcmeCorp|", "for |Vendelmark's| buyers", "with |Slackwater Ltd|", "in |Norway|",
        "by |Professor Quint|", "at |Tesco|", "as |Ms Adeyemi| wrote", "at |XQR|", "with |Odalys|, too", "|XIV| times over",
    ),
    "invented-quote": (
        "“|it ruins my whole morning|”", "\"|it ruins my whole morning|\"", "'|we gave up on it|'",
        "‘|we gave up on it|’", "„|we gave up on it|“", "“|nobody could help me|” as one put it",
        "\"|please call me back about this|\"", "“|fix it or we walk|”, they say",
        "as one wrote: “|this never worked for us|”", "one said “|I am done|”", "and then: \"|no words left|\"",
        "or \"|worst page of the week|\" for short", "“|We pay for that?|”", "“|three of us sat and waited|”",
        "“|ask them whether they ever tried it|”", "“|I told my boss to cancel it|", "\"|you said it was mended|\"",
        "‘|it eats our evenings|’, they add", "“|not again|”", "\"|...and it was gone|\"",
        "“|it is a lottery|” or so", "(“|so tired of this|”)", "“|we, the team, have had it|”",
    ),
}  # fmt: skip
_BY_WORDS = ("invented-number", "invented-date")
_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\d+")
_SHARE = re.compile(r"\b(?:one|two|four|\d) (?:in|out of) \w|\d/\d|th?s\b|thirds|quarters")
_NUMBERS = frozenset("two three four five six seven eight nine ten hundred ninety sixty fifty".split())
# Doors in turn: the check is measured by those after which nothing is left but the check.
_DOORS: Sequence[Door] = (
    "text",
    "behind",
    "text",
    "behind",
    "text",
    "behind",
    "text",
    "behind",
    "draft",
    "edit",
)
_PLACES = ("one_breath", "moment.wrong", "moment.effect", "note.wrong", "bet.constraint")
_LABELS = ("What goes wrong today: ", "", "Effect: ", "Sales story: ", "- ", "Problem: ", "## Story\n\n")


def _halfway_true(shown: str, host: Host) -> bool:
    """Whether the ticket has one of its numbers or names of days: then it is another defect, or none."""
    if _SHARE.search(shown):
        return False
    words = set(_WORD.findall(host.source)) | set(_DIGITS.findall(host.source))
    return any(
        word.casefold() in words and (word[0].isupper() or not word.isalpha() or word in _NUMBERS)
        for word in (*_WORD.findall(shown), *_DIGITS.findall(shown))
    )


def invented(check: str, host: Host, number: int, chance: random.Random) -> Plant | None:
    """The plant of this number; None where its words stand in the ticket."""
    wordings = WORDINGS[check]
    lead, shown, rest = wordings[number % len(wordings)].split("|")
    if shown.casefold() in host.source or (check in _BY_WORDS and _halfway_true(shown, host)):
        return None
    # Each wording comes by every door in turn.
    door = _DOORS[(number + number // len(wordings)) % len(_DOORS)]
    written = f"{lead}{shown}{rest}"
    where = chance.choice([p for p in _PLACES if p not in host.spoken(check)])
    said = host.said(where)
    worse = chance.choice((f"{said}, {written}.", f"{said} {written}."))
    if door == "text":
        label = chance.choice(_LABELS)
        line = f"line {label.count(chr(10)) + 1}"
        return Plant(check, host, door, line, worse, shown, text=label + worse, clean=f"{label}{said}.")
    if door == "edit":
        return Plant(check, host, door, where, worse, shown)
    if door == "behind":
        return Plant(check, host, door, where, worse, shown, draft=put(host.draft, where, plain=worse))
    # A model writes its words around the slots of the sentence.
    text = f"{host.parts[where].text.rstrip('. ')}, {written}."
    return Plant(
        check, host, door, where, text, shown, draft=put(host.draft, where, text=text, status="claim")
    )
