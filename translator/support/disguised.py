"""Numbers and dates in a dress that plain reading takes for words, in what a model wrote.

Grounding reads digits and number words as tickets write them. A model was told to type none at all, so its
sentences are held to more: quantities without a number ("the majority"), numbers spelled apart, Roman, in
another language, in letters of another script, and days that only a source may name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from translator.evidence.numbers import loose_numbers
from translator.grounding import SLOT
from translator.grounding.sources import SourceTexts
from translator.text import WORD

_ONES = "two three four five six seven eight nine ten eleven twelve"
_TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_NUMBERS = frozenset(f"{_ONES} {_TEENS} {_TENS} hundred thousand million billion dozen".split())
_OTHER_TONGUES = frozenset(
    """
    zwei drei vier fünf sechs sieben acht neun zehn zwölf hundert tausend million dutzend hälfte
    deux trois quatre cinq huit neuf onze douze treize quatorze quinze vingt trente quarante
    cinquante soixante cents mille moitié douzaine
    tres cuatro cinco seis siete ocho nueve diez doce trece catorce quince veinte treinta cuarenta cincuenta
    sesenta setenta ochenta noventa cien ciento mitad docena
    quattro cinque sette otto nove dieci dodici venti trenta quaranta cinquanta sessanta settanta ottanta
    novanta cento mila metà quatro oito vinte trinta sessenta oitenta metade
    twee drie vijf zeven negen tien twaalf twintig dertig veertig vijftig honderd duizend helft
    """.split()
)  # fmt: skip
_COMPOUND = re.compile(r"\w{2,}(?:zehn|zig|ßig|ssig|hundert|tausend|tien|tig|honderd|duizend)")
_ENGLISH_ENDS = frozenset({"zig", "zigzag"})
# A word for how many or how much that gives no number and still claims one.
_HOW_MANY = re.compile(
    r"\b(?:(?:majority|minority)(?: of \w+)?|handfuls?|umpteen(?:th)?|myriads?|countless|\w{1,6}zillions?|"
    r"scores? of(?: \w+)?|lots of|loads of|(?:most|bulk|lion['’]s share) of(?: \w+)?|"
    r"most (?:people|users|customers|teams|accounts|buyers|requests|attempts|cases)|"
    r"every (?:other|second)|each second|nearly all|almost all|almost every|nearly every|"
    r"several|numerous|a pair of|pairs of|plenty of)\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    r"\b(?:third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\w{3,6}teenth|\w{3,5}tieth|"
    r"hundredth|thousandth|millionth|nth)\b",
    re.IGNORECASE,
)
_TENS_LIKE = re.compile(
    r"\b(?:twen|thir|fou?r|fif|six|seven|eigh|nine?)t(?:y|ies)[a-z-]*"
    r"|\b(?:thir|four|fif|six|seven|eigh|nine)teen[a-z-]*",
    re.IGNORECASE,
)
_ROMAN = re.compile(
    r"\b(?=[ivxlcdm]{3,15}\b)m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})\b", re.I
)
_SPELLED = 7  # letters standing apart, from which no abbreviation is meant
_APART = re.compile(r"(?<!\w)[^\W\d_](?:[-.\s·_][^\W\d_]){2,16}(?!\w)")
_DAY = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|may|june|july|august|september|"
    r"october|november|december"
)
_WHEN = re.compile(
    rf"\b(?:last|next|this|past|coming|since|until|till|by|before|after|early|late|mid)[- ](?:{_DAY})\b",
    re.IGNORECASE,
)


def disguised(text: str, sources: SourceTexts) -> str | None:
    """The first number or date in disguise that no source carries, as written; None where there is none."""
    plain = SLOT.sub(" ", text)
    return next((found for found in _suspects(plain) if not sources.contains(found)), None)


def dressed_numbers(text: str, sources: SourceTexts) -> list[str]:
    """Every number or date in disguise, without what a person may well mean as a word.

    That is "several", "third", "mix" and words in another script. Between letters of two scripts nobody
    means a word.
    """
    plain = SLOT.sub(" ", text)
    mixed = (w.group() for w in WORD.finditer(plain) if _odd_script(w.group()) and _mixed(w.group()))
    return [found for found in dict.fromkeys((*_dressed(plain), *mixed)) if not sources.contains(found)]


# Framings repeat sentences, and every stage of a pitch is judged anew.
@lru_cache(maxsize=512)
def _suspects(plain: str) -> tuple[str, ...]:
    return tuple(_found(plain))


def _found(plain: str) -> Iterator[str]:
    for pattern in (_HOW_MANY, _ORDINAL):
        yield from (m.group() for m in pattern.finditer(plain))
    yield from (m.group() for m in _ROMAN.finditer(plain) if m.group() and m.group().lower() != "mix")
    yield from (word.group() for word in WORD.finditer(plain) if _odd_script(word.group()))
    yield from _dressed(plain)


def _dressed(plain: str) -> Iterator[str]:
    for pattern in (_TENS_LIKE, _WHEN):
        yield from (m.group() for m in pattern.finditer(plain))
    for match in _APART.finditer(plain):
        letters = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", match.group())).lower()
        if letters in _NUMBERS or len(letters) >= _SPELLED:
            yield match.group()
    words = [m.group() for m in WORD.finditer(plain)]
    for first, second in pairwise(words):
        if f"{first}{second}".lower() in _NUMBERS and first.lower() not in _NUMBERS:
            yield from (w for w in (f"{first} {second}", f"{first}-{second}") if w in plain)
    for word in words:
        lower = word.lower()
        foreign = lower in _OTHER_TONGUES or (_COMPOUND.fullmatch(lower) and lower not in _ENGLISH_ENDS)
        if foreign:
            yield word
    yield from _folded(plain)


def _odd_script(word: str) -> bool:
    """Whether the word has letters of a script that readers of Latin cannot read, or take for Latin."""
    if word.isascii():
        return False
    return any(not unicodedata.name(c, "").startswith("LATIN ") for c in word if c.isalpha())


def _mixed(word: str) -> bool:
    """Whether Latin letters stand among those of another script."""
    return any(unicodedata.name(c, "").startswith("LATIN ") for c in word if c.isalpha())


def _folded(plain: str) -> Iterator[str]:
    """Numbers that show once full-width, mathematical and like letters are written plainly."""
    if plain.isascii():
        return
    folded = unicodedata.normalize("NFKC", plain)
    if folded != plain:
        yield from (folded[start:end] for start, end in loose_numbers(folded))
