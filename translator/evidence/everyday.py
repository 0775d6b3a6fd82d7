"""How people tell trouble in everyday words: "the page stays white", "they type it in once more".

Such words are no sign of a fault by themselves. They count in a sentence that is about people, and there they
say in which way the task goes wrong.
"""

from __future__ import annotations

import re
from functools import lru_cache

_TIME = (
    r"(?:(?:about|some|over|up to|almost|nearly|another|at least|more than) )?"
    r"(?:[\d.,]+|an?|half an?|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|"
    r"fifty|"
    r"several|many|a few|some|whole|long)(?:[ -](?:and a half|to [\d]+))? ?-?"
    r"(?:s|sec|secs|seconds?|min|mins|minutes?|h|hours?|days?|weeks?|weekends?|mornings?|afternoons?)\b"
)
_LATER = r"(?:minutes?|hours?|days?|weeks?)"
_SCREEN = (
    r"(?:pages?|screens?|sheets?|views?|lists?|forms?|maps?|reports?|dashboards?|paper|frames?|fields?|"
    r"tables?|documents?|files?|charts?|squares?|box(?:es)?)"
)

# Failure of the catalog → words for it. The first families are the plainest: see `everyday_trouble`.
_FAMILIES: dict[str, tuple[str, ...]] = {
    "duplicate": (
        r"\b(?:twice|two times|a second time|double|doubled|duplicates?|the same \w+ again|"
        r"both (?:see|get|got|receive|have|are)|two (?:charges|copies|bookings|invoices|mails|messages|"
        r"orders))\b",
    ),
    "interrupted": (
        r"\b(?:thrown out|kicked out|logged? (?:them |people |him |her |users? )?out|"
        r"signed? (?:them )?out|"
        r"back (?:at|on|to) the (?:log-?in|sign-?in)|at the log-?in again|(?:log|sign) in again|"
        r"drops? (?:the )?"
        r"calls?|breaks? off|in the middle of|cut off|disconnect\w*)\b",
    ),
    "late": (
        rf"\b(?:{_LATER} (?:late|later|after|behind)|too late|(?:come|comes|came) late|the next day|"
        r"only (?:the )?next|the day after|a day late|arriv\w+ (?:late|after|only))\b",
    ),
    "outdated": (
        rf"\b(?:{_LATER} old|out of date|outdated|stale|not up to date|yesterday's|of the day before|"
        r"old (?:positions?|prices?|figures?|data|numbers?|stock|status|values?)|"
        r"still (?:shows?|shown|says?|reads?|lists?|listed|in|at|on the)|"
        r"waiting for \w+\W? for an? \w+ that)\b",
    ),
    "wrong": (
        r"\b(?:wrong|incorrect|false|too (?:low|high|many|few|much|little)|differs?|differ from|"
        r"(?:do|does|did)(?: not|n't) (?:agree|match|add up|fit)|another (?:person|patient|customer|"
        r"client|"
        r"company|name)(?:'s)?|"
        r"someone else|somebody else|two answers|not the same|mixed up|swapped|printed in red|"
        r"a zero|zeros?|off by|number (?:stays|never goes)|never goes away)\b",
    ),
    "loss": (
        r"\b(?:los[et]s?|losing|lost|disappear\w*|vanish\w*|(?:is|are|was|were|it's|has|have|all) gone|"
        r"(?:is|are|was|were)(?: not|n't) (?:there|in it|on it|in the (?:list|file|report))|"
        r"never (?:arrives?|arrived|came|shows? up)|forgotten|overwritten|thrown away|"
        r"(?:is|are|was|were|goes|go|went) missing|without (?:a|the|any|its|their) (?:photo|picture|"
        r"scan|file|"
        r"attachment|entry|entries|values?|record|cv|name|number)s?|type\w* (?:it|them|everything|"
        r"all) (?:in )?"
        r"(?:again|anew|once more))\b",
    ),
    "down": (
        r"\b(?:outage|unavailable|unreachable|was down|is down|were down|is lost|were lost|"
        r"work from paper|"
        r"on paper|could not (?:work|open|build|book|sell|trade)(?! \w+ \w+ file))\b",
    ),
    "hang": (
        r"\b(?:spinners?|spinning|spins|hangs?|hung|stuck|frozen?|freez\w+|hourglass|(?:look|"
        r"stare)\w* at (?:the|a) "
        r"(?:circle|wheel|spinner)|just sits|sits there|stands? still|standing still|there it stays|"
        r"stays there|"
        r"nothing moves|still “?pending|in progress|in review|waits? for ever|for ever)\b",
    ),
    "slow": (
        rf"\b(?:wait\w*|tak(?:es?|ing)|took|needs?|stares?|sits?|lasts?|spends?|"
        rf"costs?)\b[^.;!?]{{0,40}}?\b{_TIME}|"
        rf"\b{_TIME} (?:to open|to load|until|before|for (?:a|an|one|each|the))|\b(?:too long|so long|"
        rf"for ages|"
        r"slow(?:ly)?|waits?|waiting|waited|queued?|held up|tied up|stand in (?:a row|line))\b",
    ),
    "limit": (
        r"\b(?:too (?:big|large)|bigger than|larger than|more than \d+ (?:mb|gb|rows)|"
        r"over \d+ ?(?:mb|gb))\b",
    ),
    "no-signal": (
        r"\b(?:not told|nobody (?:tells?|told|notices?|noticed|knows?|knew|says?|said|warned)|"
        r"without (?:any |a )?"
        r"(?:message|word|reason|hint|warning|notice|explanation)|no (?:reason|hint|message|warning|"
        r"notice|idea)\b|"
        r"(?:could|can)(?:not| not|n't) (?:say|tell|see)|don't know (?:if|whether|why)|"
        r"(?:learn|hear|heard|know) (?:of )?(?:it|this) (?:only )?from)\b",
    ),
    "manual": (
        r"\b(?:by hand|by phone|manually|types? (?:it|them|everything)|typed (?:it|them)|copies? (?:it|"
        r"them)|"
        r"in (?:a|the) spreadsheet|spreadsheets?|screenshots?|as a workaround|work(?:s|ed)? around|"
        r"instead)\b",
    ),
    "missing": (
        r"\b(?:no (?:button|option|way|field|filter)\b|must (?:call|phone|write|ask|wait)|(?:have|has|"
        r"had) "
        r"to (?:call|phone|ring|write|ask)|would like to)\b",
    ),
    "unable": (
        rf"\b(?:(?:empty|blank|white|grey|black) {_SCREEN}|(?:{_SCREEN}|cart|basket|box|screen|it|"
        rf"comes? out|out) "
        r"(?:is|are|stays?|was|comes? out|opens? to an?)? ?(?:empty|blank|white)|nothing (?:happens|"
        r"comes|opens|in "
        r"it|else)|does nothing|refus\w+|reject\w+|turned away|bounc\w+|not valid|no longer valid|"
        r"invalid|"
        r"gives? up|gave up|giv(?:es|ing) up|leaves?|walk(?:s|ed)? (?:off|on|away)|"
        r"cannot|can't|can not|could not|couldn't|unable|not able|fails?|failed|broken|"
        r"does(?: not|n't) (?:work|open|go|come|accept|react|show|load)|"
        r"do(?: not|n't) (?:work|open|go|come|accept|react|show|load)|won't|no (?:mail|text|result|"
        r"answer|reply|message|"
        r"ticket|bill|street|activation)\b|never got|nobody (?:can|could|gets?|got|answers?))\b",
    ),
    "sometimes": (
        r"\b(?:third time|second (?:try|tap|attempt|click)|(?:tr(?:y|ies)|tap|press|click|"
        r"load)\w* (?:it )?"
        r"again|try once more|not always|every (?:second|other|third)|now and then|half (?:of )?(?:our|"
        r"the) "
        r"\w+ don't|two taps|pressing reload|some days)\b",
    ),
    "error": (r"\b(?:error|something went wrong|error message)\b",),
}  # fmt: skip
_EVERYDAY = tuple(
    (failure, re.compile("|".join(words), re.IGNORECASE)) for failure, words in _FAMILIES.items()
)
# What people do about it: no failure of its own, and still trouble.
_BOTHERED = re.compile(
    r"\b(?:complain\w*|rings? (?:us|the|up)|rang|phones? (?:us|the|support)|calls? (?:us|the|support|"
    r"all)|called|"
    r"wrote (?:in|to|us)|writes? (?:in|to|us)|ask(?:s|ed)? (?:why|when|where|us|again|each|for)|"
    r"apologi\w+|angry|again|"
    r"once more|starts? over|over again|go(?:es)? home|refund\w*|cancel\w*|give up|close it)\b",
    re.IGNORECASE,
)


# It went otherwise than they thought.
_OTHERWISE = re.compile(
    r"\b(?:although|but|instead|even though|nevertheless|nothing|nobody|(?:have|has|had) to|"
    r"go(?:es)? back|"
    r"(?:says?|said|gets?|reads?|sees?|shows?|get|see) [“\"‘']|lands? on|ends? up|find out|finds? out|"
    r"aside|"
    r"no longer|not|n't|without|only then|still|yet|too)(?!\w)",
    re.IGNORECASE,
)


# The same sentence is read for the ledger, for the people in it and for the likely reading.
@lru_cache(maxsize=512)
def everyday_trouble(sentence: str) -> tuple[str, ...]:
    """Ids of the failures that a sentence about people tells in everyday words, the plainest first."""
    plain = sentence.replace("’", "'")
    return tuple(failure for failure, words in _EVERYDAY if words.search(plain))


def goes_otherwise(sentence: str) -> bool:
    """Whether the sentence tells that something goes otherwise than people think."""
    return _OTHERWISE.search(sentence.replace("’", "'")) is not None


def is_bothered(sentence: str) -> bool:
    """Whether people in the sentence do something that only people in trouble do."""
    return _BOTHERED.search(sentence) is not None


# What only people do. With a subject before it that is no part of a system, somebody is there.
_DOES = (
    r"(?:press|click|tap|type|phone|ring|rang|walk|drive|drove|pick|scan|attach|fill in|fill out|look|"
    r"see|saw|buy|"
    r"bought|pay|paid|book|order|ask|think|thought|notice|complain|apologi[sz]e|stand|stood|sit|sat|"
    r"sign (?:in|up)|"
    r"log in|sign|hand|hand in|upload|download|open|read|write|wrote|tell|told|say|said|want|go home|"
    r"give up|gave up|"
    r"queue|choose|chose|enter|visit|plan|submit|search|leave|left|come back|came back|wait|get|got|"
    r"learn|lose|"
    r"lost|check|use(?!d to)|arrive|show up|weigh|cancel|compare|find|found)"
)
_NO_PERSON = (
    r"(?:it|this|that|these|those|which|what|there|we|i|you|jobs?|scripts?|services?|servers?|systems?|"
    r"requests?|"
    r"quer(?:y|ies)|threads?|workers?|builds?|tests?|pods?|nodes?|clients?|browsers?|apis?|code|"
    r"methods?|classes|"
    r"functions?|files?|tables?|rows?|logs?|errors?|pages?|forms?|buttons?|apps?|tools?|plugins?|"
    r"modules?|engines?|"
    r"loops?|locks?|caches?|process(?:es)?|tasks?|queues?|parsers?|compilers?|drivers?|loaders?|"
    r"handlers?|"
    r"listeners?|readers?|writers?|schedulers?|executors?|containers?|adapters?|controllers?|managers?|"
    r"wrappers?|"
    r"helpers?|buffers?|routers?|brokers?|filters?|mappers?|reducers?|iterators?|builders?|objects?|"
    r"patch(?:es)?|"
    r"dialogs?|wizards?|editors?|commands?|calls?|values?|fields?|keys?|names?|numbers?|results?|"
    r"tickets?|issues?|"
    r"bugs?|examples?|docs|documentation|implementation|behaviou?r|and|or|to|not|also|then|please|if|"
    r"when|as|in|"
    r"on|at|for|with|by|of|from|should|would|could|will|may|might|must|can)"
)
_SOMEBODY = re.compile(
    rf"(?:^|[.;:,–-] |\b(?:when|if|until|before|after|because|that|and|where|while|whenever|once|so) )"
    rf"(?:(?:two|three|four|many|most|some|several|new|all|the|a|an|each|every|our|their|one|other|"
    rf"\d+) ){{0,3}}"
    rf"(?!{_NO_PERSON}\b)(?:[\w-]+ )?(?!{_NO_PERSON}\b)(?:people|persons?|users?|somebody|someone|"
    rf"anybody|nobody|"
    rf"everybody|everyone|visitors?|candidates?|delegates?|graduates?|crews?|staff|colleagues?|"
    rf"couples?|athletes?|famil(?:y|ies)|fans?|[a-z]+(?:er|or|ist|ant|ian|eur|man|woman|men|women|"
    rf"folk)s?)"
    rf"(?: (?:who|of|at|in|from|with) [^,.;]{{2,60}}?,?)? "
    rf"(?:(?:now|then|still|often|always|sometimes|usually|already|just|also|never|regularly|cannot|"
    rf"can't|can|have "
    rf"to|has to|had to|must|want to|wants to|try to|tries to|do not|don't|does not|doesn't|get|"
    rf"gets) ){{0,2}}"
    rf"(?:{_DOES}(?:s|es|ped|ed|d)?\b|thrown|asked|charged|told)",
    re.IGNORECASE,
)


@lru_cache(maxsize=512)
def somebody_acts(sentence: str) -> bool:
    """Whether somebody does something in the sentence, whatever they are called: "a fan picks two seats"."""
    return _SOMEBODY.search(sentence.replace("’", "'")) is not None
