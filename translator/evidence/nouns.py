"""What is counted or measured: the noun next to a number, found by word lists, not by a parser."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"[^\W\d_][\w'-]*")

_STOP = frozenset(
    "a an the and or but nor so yet if then than that which who whom whose what when where while why"
    " how is are was were be been being am has have had having do does did done will would shall"
    " should can could may might must cannot can't don't doesn't didn't won't isn't aren't wasn't"
    " weren't couldn't in on at by for from to into onto with without within of off over under above"
    " below up down out about around after before since until till during between among across"
    " through per via as like against no not only just also even still already again always never"
    " often sometimes usually now today it its they them their we us our you your he she his her i me"
    " my this these those there here last next past previous every each any all some both either"
    " neither such same other another because although though however once twice too very much many"
    " more most less least few fewer yesterday tomorrow tonight currently instead later ago faster"
    " slower longer shorter higher lower late early behind apart old total combined earlier sooner"
    " back together straight away full wanted required needed allowed one two three four five six"
    " seven eight nine ten twelve twenty thirty forty fifty hundred thousand million billion half"
    " quarter vs versus etc due greater larger smaller bigger older newer taken given done".split()
)
_VERBS = frozenset(
    "fail fails failed failing reduce reduces reduced cut cuts bring brings keep keeps kept drop drops"
    " dropped fall falls fell rise rises rose grow grows grew increase increases increased decrease"
    " decreases decreased lower lowers lowered raise raised improve improves improved get gets got go"
    " goes went reach reaches reached hit hits take takes took taking last lasts lasted wait waits"
    " waited waiting see sees saw seeing seen lose loses lost losing need needs needed want wants spend"
    " spends spent cost costs stay stays stayed sit sits remain remains report reports reported"
    " reporting return returns returned time times timed crash crashes crashed hang hangs hung run runs"
    " ran running use uses used using make makes made give gives gave receive receives received show"
    " shows showed affect affects affected affecting block blocks blocked impact impacts impacted"
    " exceed exceeds exceeded contain contains average averages averaged climb climbed jump jumped"
    " jumps open opened opens complain complained complains call called calls close closed closes"
    " target aim expect expects expected limit should measured observed restart restarts restarted add"
    " adds added try tries tried retry retries end ends ended start starts started leave leaves left"
    " churned churn abandoned abandon serve serves handle handles handled process processes processed"
    " load loads loaded become becomes became come comes came happen happens happened mean means meant"
    " finish finishes finished complete completes completed stuck hold holds held say says said think"
    " allow allows set sets find finds found miss misses missed touched touch escalated escalate arrive"
    " arrives arrived pay pays paid save saves saved plus equals refused ship ships shipped double"
    " doubled expire expires expired slow slowed cause causes caused causing create creates created"
    " triggered triggers ranges varies consume consumes consumed write writes wrote stop stops".split()
)
# Verbs that head a noun phrase as well: "crash rate", "three retries".
_NOUN_TOO = frozenset(
    "cost costs calls reports retries restarts crashes loads processes tries impact limit time times"
    " call load report run average crash restart retry block wait test return use open close touch hang"
    " drop miss process spend need churn".split()
)
_IMPERATIVES = frozenset("cut drop limit report call run start hold keep use open close".split())
_ADJECTIVE_VERBS = frozenset(
    "failed blocked lost missed closed open opened affected abandoned stuck churned reported paid"
    " dropped".split()
)
_SKIP_AFTER = frozenset(
    "of our the their these those all its your my his her more other additional extra different"
    " separate about a an".split()
)
# Words that may stand between a noun and the number said of it.
_CONNECT = frozenset(
    "against is are was were at of to from by under below above over about around only just still now"
    " currently than less more fewer up down within roughly approximately nearly almost between least"
    " most be been being as per takes take took taking stays stay stayed reached reaches remains hit"
    " hits averages averaged exceeds exceeded exceed grew grows rose rises fell falls dropped drops"
    " went goes climbed jumped increased decreased reduced improved should must will would can could"
    " may might has have had lasts lasted last gets got and or with in on for the a an target targets"
    " today baseline goal expected actual measured observed max min maximum minimum median mean peak"
    " p95 p99 p50 p90 avg equals sits runs ran costs means it that this which our sometimes often"
    " usually always regularly typically already even not no well far close set so keep tops ranges"
    " varies needs need longer higher lower back spends spent greater larger smaller bigger older newer than".split()
)
_STATISTICS = frozenset(
    "p50 p75 p90 p95 p99 p999 median average avg mean max min maximum minimum peak".split()
)
_PRONOUNS_AND_MODALS = frozenset(
    "we they i you he she it must should will would can could may might to cannot not who that which"
    " people".split()
)
_PERSONS = frozenset("people users customers everyone team teams support engineering sales".split())
_LINKED = re.compile(
    r"\b((?:time|times|cost|costs|price|revenue|spend|tickets|errors|minutes|calls) (?:to|per|for) )\Z",
    re.IGNORECASE,
)
_IRREGULAR = frozenset("people staff children women men data feet".split())
_SINGULAR_S = frozenset(
    "always across thus plus various kubernetes sales news series canvas atlas https tls".split()
)
_MONEY_LEAD = re.compile(r" (?:in|worth of|of)(?= [a-z])")


def noun_after(right: str, *, measured: bool, money: bool = False) -> str:
    """The noun that follows a number, lower case, at most three words; "" where none does.

    `measured` says that a unit stood between: then "of …" leads to the noun, and a verb ends it.
    """
    words: list[str] = []
    position, skipped, of = 0, 0, not measured
    if money and (lead := _MONEY_LEAD.match(right)):
        position, of = lead.end(), True
    for token in _TOKEN.finditer(right, position, 72):
        if right[position : token.start()] not in (" ", "-"):
            break
        word = token.group().lower()
        if not words and word in _SKIP_AFTER and skipped < 4:
            if word in ("a", "an") and "of" not in right[: token.start()].split():
                break
            of, skipped, position = of or word == "of", skipped + 1, token.end()
            continue
        if not words and skipped and not of:
            break
        if word in _STOP or (word in _VERBS and not _noun_use(word, words, right, token.end())):
            break
        if words and (word.endswith("ly") or (len(words) > 1 and word.endswith(("ed", "ing")))):
            break
        if measured and not words and word.endswith("ed") and not _next_word(right, token.end()):
            break
        words.append(word)
        position = token.end()
        if is_plural(word) or len(words) == 4:
            break
    return " ".join(words[-3:])


def _next_word(right: str, end: int) -> str:
    """The content word after `end`, lower case; "" where a function word or a stop follows."""
    follows = _TOKEN.match(right, end + 1) if right[end : end + 1] == " " else None
    word = follows.group().lower() if follows else ""
    return "" if word in _STOP else word


def _noun_use(word: str, words: list[str], right: str, end: int) -> bool:
    """Whether a word that may be a verb stands here as an adjective or a noun."""
    follows = _next_word(right, end)
    if word in _ADJECTIVE_VERBS and not words and follows:
        return True
    if word not in _NOUN_TOO:
        return False
    return not words or not follows or follows in _VERBS


def noun_before(left: str, *, measured: bool = False) -> str:
    """The noun phrase that a number is said of: "crash rate is 10%" → "crash rate"; "" for none.

    `measured` numbers are not said of people: "customers wait 10 minutes" measures no customer.
    """
    tokens = list(_TOKEN.finditer(left))
    edge, index, verbs = len(left), len(tokens) - 1, 0
    while index >= 0:
        word = tokens[index].group().lower()
        if re.search(r"[.;!?]", left[tokens[index].end() : edge]):
            return ""
        if word not in _CONNECT and not word.endswith("ly"):
            participle = word.endswith("ed") and len(word) > 5
            if not (participle or word in _VERBS) or _heads(word, tokens, index) or verbs:
                break
            verbs += 1
        edge, index = tokens[index].start(), index - 1
    words: list[str] = []
    while index >= 0 and len(words) < 3:
        token = tokens[index]
        word = token.group().lower()
        gap = left[token.end() : edge].strip(" ")
        if words and gap not in ("", "-"):
            break
        if word in _STATISTICS or word in _STOP:
            break
        if word in _VERBS and not _in_phrase(word, words, index):
            break
        words.insert(0, word)
        edge, index = token.start(), index - 1
    if not words or (measured and words[-1] in _PERSONS):
        return ""
    linked = _LINKED.search(left[:edge]) if len(words) == 1 else None
    return (linked.group(1).lower() if linked else "") + " ".join(words)


def _heads(word: str, tokens: list[re.Match[str]], index: int) -> bool:
    """Whether a word that may be a verb is the noun itself: "load is", not "must load"."""
    before = tokens[index - 1].group().lower() if index else ""
    return word in _NOUN_TOO and before not in _PRONOUNS_AND_MODALS


def _in_phrase(word: str, words: list[str], index: int) -> bool:
    """Whether a word that may be a verb belongs to the noun phrase: "crash rate", "failed logins"."""
    if not words:
        return word in _NOUN_TOO
    if word in _ADJECTIVE_VERBS:
        return True
    return word in _NOUN_TOO and (index > 0 or word not in _IMPERATIVES)


def is_plural(word: str) -> bool:
    """Whether the word looks like a plural noun."""
    if word in _IRREGULAR:
        return True
    return (
        len(word) > 3
        and word.endswith("s")
        and not word.endswith(("ss", "us", "is"))
        and word not in _SINGULAR_S
    )
