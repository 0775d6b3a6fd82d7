"""What is counted or measured: the noun next to a number, found by word lists, not by a parser."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"[^\W\d_][\w'-]*")

_STOP = frozenset(
    "a an the and or but nor so yet if then than that which who whom whose what when where while why how"
    " is are was were be been being am has have had having do does did done will would shall should can"
    " could may might must cannot can't don't doesn't didn't won't isn't aren't wasn't weren't couldn't"
    " in on at by for from to into onto with without within of off over under above below up down out"
    " about around after before since until till during between among across through per via as like"
    " not no only just also even still already again always never often sometimes usually now today"
    " it its they them their we us our you your he she his her i me my this these those there here"
    " last next past previous every each any all some both either neither such same other another"
    " because although though however per once twice too very much many more most less least few fewer"
    " yesterday tomorrow tonight currently instead later ago faster slower longer shorter higher lower"
    " late early behind apart old each total combined earlier sooner back together straight away"
    " one two three four five six seven eight nine ten twelve twenty thirty forty fifty hundred thousand"
    " million billion half quarter vs versus etc".split()
)
_VERBS = frozenset(
    "fail fails failed failing reduce reduces reduced cut cuts bring brings keep keeps kept drop drops"
    " dropped fall falls fell rise rises rose grow grows grew increase increases increased decrease"
    " decreases decreased lower lowers lowered raise raised improve improves improved get gets got go goes"
    " went reach reaches reached hit hits take takes took taking last lasts lasted wait waits waited"
    " waiting see sees saw seeing seen lose loses lost losing need needs needed want wants spend spends"
    " spent cost costs stay stays stayed sit sits remain remains report reports reported reporting"
    " return returns returned time times timed crash crashes crashed hang hangs hung run runs ran running"
    " use uses used using make makes made give gives gave receive receives received show shows showed"
    " affect affects affected affecting block blocks blocked impact impacts impacted exceed exceeds exceeded"
    " contain contains average averages averaged climb climbed jump jumped jumps open opened opens"
    " complain complained complains call called calls close closed closes target aim expect expected"
    " keep limit should measured observed restarted restart restarts added add adds try tried tries"
    " retry retries ended ends end started starts start leave leaves left churned churn abandoned abandon"
    " serve serves handle handles process processes load loads become became come comes came happen happens"
    " happened mean means meant finish finishes finished complete completes completed stuck hold holds"
    " say says said think allow allows set sets find finds found miss misses missed touched touch restart"
    " cannot escalated escalate arrive arrives arrived pay pays paid save saves saved plus equals refused"
    " ship shipped double doubled slow slowed went cause causes caused causing gave create creates created"
    " triggered triggers ranges range varies went".split()
)
_NOUN_TOO = frozenset(
    "cost costs calls reports retries restarts crashes loads runs processes tries impact target limit"
    " process timeouts hits misses time times drops cuts call load report start ends run average crash"
    " restart retry block wait test return use open close touch hang drop miss tries".split()
)
_SKIP_AFTER = frozenset(
    "of our the their these those all its your my his her more other additional extra different"
    " separate about a an".split()
)
_IRREGULAR = frozenset("people staff children engineers clicks staffers men women data media feet".split())
_SINGULAR_S = frozenset(
    "access process status success loss address business class less miss pass progress stress press bus"
    " analysis basis crisis always across thus plus previous various serious continuous simultaneous"
    " anonymous kubernetes redis sales news series cross express wireless focus census canvas atlas css https dns tls os".split()
)
_SINGULAR_US = ("ss", "us", "is")
_CONNECT = frozenset(
    "is are was were at of to from by under below above over about around only just still now currently"
    " than less more fewer up down up-to at-most within roughly approximately nearly almost between least"
    " most be been being as between per reaching takes take took stays stay stayed reached reaches remains"
    " hit hits averages averaged average exceeds exceeded exceed grew grows rose rises fell falls dropped drops went goes"
    " climbed jumped increased decreased reduced improved should must will would can could may might has"
    " have had lasts lasted last gets got and or with in on for the a an target targets today baseline"
    " goal expected actual measured observed max min maximum minimum median mean peak p95 p99 p50 p90 avg"
    " equals sits runs ran costs cost means it that this which our sometimes often usually always regularly"
    " typically already even not no well far close set so keep stay tops ranges range varies needs need longer"
    " higher lower back spends spend spent".split()
)
_STATISTICS = frozenset("p50 p75 p90 p95 p99 p999 median average avg mean max min maximum minimum peak".split())
_IMPERATIVES = frozenset("cut drop limit report call run start hold keep".split())
_ADJECTIVE_VERBS = frozenset("failed blocked lost missed closed open opened affected abandoned stuck churned reported paid dropped".split())


def noun_after(right: str, *, measured: bool, money: bool = False) -> str:
    """The noun that follows a number, lower case, at most three words; "" where none does.

    `measured` says that a unit stood between: then "of …" leads to the noun, and a verb ends it.
    """
    words: list[str] = []
    position, skipped = 0, 0
    of = not measured
    if money and (lead := re.match(r" (?:in|worth of|of)(?= [a-z])", right)):
        position, of = lead.end(), True
    for token in _TOKEN.finditer(right, position, 72):
        gap = right[position : token.start()]
        if gap not in (" ", "-"):
            break
        word = token.group().lower()
        if not words and word in _SKIP_AFTER and skipped < 4:
            if word in ("a", "an") and "of" not in right[: token.start()].split():
                break
            of, skipped, position = of or word == "of", skipped + 1, token.end()
            continue
        if not words and skipped and not of and measured:
            break
        if word in _STOP or (word in _VERBS and not _noun_use(word, words, right, token.end())):
            break
        if words and word.endswith("ly"):
            break
        words.append(word)
        position = token.end()
        if is_plural(word) or len(words) == 4:
            break
        if len(words) >= 2 and re.match(r" \w+(?:ed|ing)\b", right[token.end() : token.end() + 16]):
            break
    return " ".join(words[-3:])


def _noun_use(word: str, words: list[str], right: str, end: int) -> bool:
    """Whether a word that may be a verb stands here as an adjective or a noun."""
    follows = _TOKEN.match(right, end + 1) if right[end : end + 1] == " " else None
    if word in _ADJECTIVE_VERBS and not words and follows is not None:
        return follows.group().lower() not in _STOP
    return word in _NOUN_TOO and (not words or follows is None or follows.group().lower() in _STOP)


def noun_before(left: str) -> str:
    """The noun phrase that a number is said of: "crash rate is 10%" → "crash rate"."""
    tokens = list(_TOKEN.finditer(left))
    edge, index = len(left), len(tokens) - 1
    while index >= 0:
        word = tokens[index].group().lower()
        gap = left[tokens[index].end() : edge]
        if re.search(r"[.;!?]", gap):
            return ""
        if word not in _CONNECT and not word.endswith("ly"):
            break
        edge, index = tokens[index].start(), index - 1
    words: list[str] = []
    while index >= 0 and len(words) < 3:
        token = tokens[index]
        word = token.group().lower()
        gap = left[token.end() : edge]
        if words and gap.strip() and gap.strip() != "-":
            break
        if word in _STATISTICS or (re.fullmatch(r"p\d{2,3}", word)):
            break
        if word in _STOP or (word in _VERBS and not _in_phrase(word, words, index)):
            break
        words.insert(0, word)
        edge, index = token.start(), index - 1
    return " ".join(words)


def _in_phrase(word: str, words: list[str], index: int) -> bool:
    """Whether a word that may be a verb belongs to the noun phrase: "crash rate", "failed logins"."""
    if not words:
        return word in _NOUN_TOO
    return word in _ADJECTIVE_VERBS or (
        word in _NOUN_TOO and (index > 0 or word not in _IMPERATIVES)
    )


def is_plural(word: str) -> bool:
    """Whether the word looks like a plural noun."""
    if word in _IRREGULAR:
        return True
    return (
        len(word) > 3
        and word.endswith("s")
        and not word.endswith(_SINGULAR_US)
        and word not in _SINGULAR_S
    )
