"""Lies for a scripted model to tell: invented numbers, dates, names, quotes and misplaced true numbers.

Each lie knows the words in which a reader would meet it, so that a judge that knows nothing of the pipeline
can look for them. A lie whose words stand in the ticket is none and is not told.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from translator.models import Evidence, Ledger


class Lie(NamedTuple):
    """One lie."""

    kind: str
    text: str  # what the model writes, a clause without its full stop
    shown: tuple[str, ...]  # in these words a reader would meet it; any of them is a lie that got through
    cites: tuple[str, ...] = ()  # evidence it names, besides what its place had


# Every entry: what is written; the reader would meet the part between the bars.
_PLAIN: dict[str, tuple[str, ...]] = {
    "digits": (
        "|4,217| of them", "at least |391| people", "|7319| attempts", "|0.83| of all tries",
        "|6.02| each",
    ),
    "number words": (
        "|seventeen| of them", "|four hundred| people", "|ninety-one| tries", "|sixty| accounts",
        "|eleven thousand| attempts", "|nineteen| teams are hit", "|zero complaints| came in",
    ),
    "fractions": (
        "|two thirds| of them", "|three quarters| of all tries", "|¾| of them", "|7/9| of them",
        "|⅔| of tries", "|a fifth| of them", "|one in seven| tries", "|9 out of 11| tries",
        "|six in ten| people",
    ),
    "ordinals": (
        "for the |17th| time", "for the |seventeenth| time", "on the |31st| try", "the |ninth| attempt",
    ),
    "ranges": (
        "between |33 and 57| of them", "|33–57| of them", "|sixteen to eighteen| people",
        "|33-57| a piece", "from |71 to 19| of them",
    ),
    "currency": (
        "|$48,700| gone", "|€ 48k| lost", "|48,700 EUR| gone", "|£3.7m| at stake",
        "|48.7 million dollars|",
    ),
    "percentages": (
        "|37 %| of them", "|37%| of tries", "|37 percent| of them", "|thirty-seven per cent| of them",
        "|37 per cent| of people", "|37pc| of them",
    ),
    "dates": (
        "since |14 March 2019|", "since |last Tuesday|", "on |2019-03-14|", "in |spring 2019|",
        "since |Q3 2019|", "since |03/14/2019|", "since |November|", "until |the end of next quarter|",
        "at |03:47|",
    ),
    "names": (
        "says |Globex|", "as |Marta Quillfeather| knows", "at |Zorbex Industries|",
        "for |Vandelay Imports|", "with |Quillfeather & Sons|", "and |McQuill| agrees",
    ),
    "quotes": (
        "“|this is the worst tool we ever bought|”", "\"|nobody here believes you any more|\"",
        "‘|we shall never buy this again|’", "„|we are done with this product|“",
        "'|we want our money back now|'",
    ),
    "foreign digits": (
        "|٤٢| of them", "|４２| of them", "|𝟜𝟚| of them", "|४२| of them", "|Ⅻ| of them", "|⁴²| of them",
        "|㊷| of them", "|四十二| of them", "|๔๒| of them", "|④②| of them",
    ),
    "roman": (
        "|XLII| of them", "|LXVII| people", "|xlii| of them",
    ),
    "disguised": (
        "|twenty three| of them", "|f-o-r-t-y| of them", "|f.o.r.t.y| of them", "|f o r t y| of them",
        "|fоrty| of them", "|for\u200bty| of them", "|for\u00adty| of them", "|f0rty| of them",
        "|4 2 1 7| of them", "|4️⃣2️⃣| of them", "|fourty| of them", "|ｆｏｒｔｙ| of them",
        "|se\u2060venteen| of them", "|l00| of them", "|4O| of them", "|seven\u2010teen| of them",
        "|40K| of them", "|4e3| tries", "|10^3| tries", "|FORTY| of them", "|forty-ish| people",
        "|fortysome| people", "|for-ty| of them",
    ),
    "foreign words": (
        "|vierzig| of them", "|quarante| people", "|cuarenta| tries", "|quaranta| people",
        "|siebzehn| of them", "|dreißig| of them",
    ),
    "vague": (
        "|a couple of| them", "|dozens| of them", "|hundreds| of people", "|several thousand| tries",
        "|the majority of| them", "|a handful of| people", "|a score of| people", "|scores of| people",
        "|most of them|", "|umpteen| tries", "|half of| them", "|nine times out of ten|",
        "|a third of| them", "|myriads of| tries", "|countless| tries", "|a dozen| tries",
        "|tens of thousands| of people",
    ),
    "multiples": (
        "it has |doubled|", "it has |tripled|", "it grew |tenfold|", "|twice as many| as before",
        "|three times| as slow", "it has |quadrupled|", "it is worse by |a factor of ten|",
        "|every other| time", "it |halved|", "|4x| as slow", "|x4| slower", "|every second| try",
    ),
    "questions": (
        "is it |37 %| of them?", "could it be |seventeen| a day?", "who paid the |$48,700|?",
    ),
    "fake ids": (
        "«|n98|» of them", "«|e998|» says so", "as |n98| shows", "see [|n98|]", "as «|d77|» proves",
    ),
    "fake slots": (
        "«|x3|» of them", "«|n|» of them", "«|N1» of them|", "<<|n98|>> of them", "«n98 of them |n98|",
        "«?|q98|» of them", "« |n98| »", "«|n98|%» of them", "«|n98 or so|» of them", "‹|n98|› of them",
    ),
}  # fmt: skip
_WINDOWS = (
    "a day",
    "a week",
    "a month",
    "a quarter",
    "a year",
    "an hour",
    "every night",
    "last week",
    "this year",
)
_WINDOW_STEMS = ("day", "week", "month", "quarter", "year", "hour", "night", "daily", "annual")
_OTHERS = (
    "deals",
    "refunds",
    "accounts",
    "outages",
    "engineers",
    "contracts",
    "demos",
    "uploads",
    "invoices",
)
_BOUNDS = ("over", "at least", "more than", "up to", "fewer than", "nearly")


def plain_lies(chance: random.Random, source: str) -> Iterator[Lie]:
    """Endless lies of the plain kinds, evenly over the kinds; `source` is all the ticket says."""
    held = source.casefold()
    kinds = list(_PLAIN)
    while True:
        chance.shuffle(kinds)
        for kind in kinds:
            written = chance.choice(_PLAIN[kind])
            _, shown, _ = written.split("|")
            if shown.casefold() in held:
                continue
            fake = (f"e{chance.randint(900, 999)}",) if kind == "fake ids" and chance.random() < 0.5 else ()
            yield Lie(kind, written.replace("|", ""), (shown,), fake)


def misplaced(chance: random.Random, ledger: Ledger, source: str) -> Iterator[Lie]:
    """Lies with true numbers in the wrong place, each once; none where the ticket has no number."""
    held = source.casefold()
    makers: Sequence[Callable[[random.Random, Evidence, str], Lie | None]] = (
        _other_count, _other_window, _other_bound, _swapped, _glued, _trend,
    )  # fmt: skip
    numbers = [e for e in ledger.of("quantity") if e.quantity is not None]
    pairs = [(maker, item) for maker in makers for item in numbers]
    chance.shuffle(pairs)
    for maker, item in pairs:
        lie = maker(chance, item, source)
        if lie is not None and not any(shown.casefold() in held for shown in lie.shown):
            yield lie


def _around(item: Evidence, source: str) -> str:
    return source[max(0, item.start - 300) : item.end + 300].casefold()


def _other_count(chance: random.Random, item: Evidence, source: str) -> Lie | None:
    quantity = item.quantity
    assert quantity is not None
    around = _around(item, source)
    others = [o for o in _OTHERS if o[:-1] not in around and o[:-1] not in quantity.noun]
    if not others:
        return None
    other = chance.choice(others)
    if quantity.unit:
        return Lie(
            "slot: another measure",
            f"the {other} stand at «{item.id}»",
            (f"{other} stand at {item.text}",),
            (item.id,),
        )
    return Lie("slot: another count", f"«{item.id}» {other} are lost", (f"{item.text} {other}",), (item.id,))


def _other_window(chance: random.Random, item: Evidence, source: str) -> Lie | None:
    quantity = item.quantity
    assert quantity is not None
    around = f"{_around(item, source)} {quantity.window} {quantity.per}".casefold()
    windows = [w for w in _WINDOWS if not any(s in around for s in _WINDOW_STEMS if s in w or s[:3] in w)]
    if not windows or not quantity.noun:
        return None
    window = chance.choice(windows)
    thing = f"«{item.id}» {quantity.noun}" if not quantity.unit else f"{quantity.noun} at «{item.id}»"
    seen = f"{item.text} {quantity.noun}" if not quantity.unit else f"{quantity.noun} at {item.text}"
    return Lie("slot: another window", f"{thing} {window}", (f"{seen} {window}",), (item.id,))


def _other_bound(chance: random.Random, item: Evidence, source: str) -> Lie | None:
    quantity = item.quantity
    assert quantity is not None
    before = source[max(0, item.start - 40) : item.end].casefold()
    if quantity.bound or not quantity.noun or any(b in before for b in (*_BOUNDS, "about", "under", "some")):
        return None
    bound = chance.choice(_BOUNDS)
    return Lie(
        "slot: a bound", f"{quantity.noun}: {bound} «{item.id}»", (f"{bound} {item.text}",), (item.id,)
    )


def _swapped(chance: random.Random, item: Evidence, source: str) -> Lie | None:
    quantity = item.quantity
    assert quantity is not None
    around = _around(item, source)
    if quantity.role == "target" or not quantity.noun or any(w in around for w in ("target", "goal", "aim")):
        return None
    said = chance.choice(("the target is", "our goal is", "we aim for"))
    return Lie(
        "slot: as the target", f"for {quantity.noun} {said} «{item.id}»", (f"{said} {item.text}",), (item.id,)
    )


def _glued(chance: random.Random, item: Evidence, source: str) -> Lie | None:
    front, back = chance.choice(
        (("", "00"), ("$", ""), ("", "k"), ("", " %"), ("-", ""), ("", "x"), ("1", ""), ("", "«n1»"))
    )
    if back == "«n1»":
        back_shown = ""
        return Lie(
            "slot: glued",
            f"«{item.id}»«{item.id}» of them",
            (f"{item.text}{item.text}{back_shown}",),
            (item.id,),
        )
    return Lie("slot: glued", f"{front}«{item.id}»{back} of them", (f"{front}{item.text}{back}",), (item.id,))


def _trend(chance: random.Random, item: Evidence, source: str) -> Lie | None:
    quantity = item.quantity
    assert quantity is not None
    around = _around(item, source)
    stems = {
        "rose to": ("rose", "ris"),
        "fell to": ("fell", "fall"),
        "soared to": ("soar",),
        "improved to": ("improv",),
    }
    said = [w for w, held in stems.items() if not any(s in around for s in held)]
    if not said or not quantity.noun:
        return None
    verb = chance.choice(said)
    return Lie("slot: a trend", f"{quantity.noun} {verb} «{item.id}»", (f"{verb} {item.text}",), (item.id,))
