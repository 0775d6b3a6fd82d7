"""The words of a sentence that could tell one cause from another, reduced to stems.

A term is a name of code, or a content word that is neither common to all engineering prose nor part of
what the customer tries to do: two outages of one sign-in page share "session" whatever broke it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from translator.catalog.index import CatalogIndex
from translator.grounding import FUNCTION_WORDS
from translator.text import WORD

# Verbs and nouns that any account of a fault uses. They name no cause by themselves.
_COMMON_TEXT = """
ability able accept access account achieve across act action actual actually add additional address
adjust administrator affect afternoon agent ago agree aim allow along also alter alternative am
amount announce answer anyway apache app appear application apply approach april are area aren
around arrange arrive artifact as aspect assume attempt august author automatic automatically
available avoid aware backend bad base basic be been began begin begun behave behavior behaviour
behind being believe benefit better beyond big binary bit boolean bought bound box break bring broke
broken brought browser bucket bug build built busy button byte calculate call came cancel care carry
case catch caught cause caused causing center centre certain chance change character charge chart
check choose chose chosen class clean clear click client close cloud cluster code collect come
command comment commit common compare compile complete completely completion component computer
concern condition consider consist console consume contact contain content context continue control
copy core correct correctly cost couldn count couple course cover crash create critical current
currently customer daily damage data datacenter date day deal debug december decide default define
degrade delay delete deliver depend deploy deployment describe design despite detail detect
determine dev develop developer device diagnose didn difference different direct directly directory
disable discover display do document doesn don done down downstream dozen drew drop drove due
duplicate duration easy edge edit effect eight email empty enable encounter end endpoint engine
engineer enough ensure enter entire entry environment error etc evening event exact exactly examine
example exceed except exception exist existent existing expect expensive expire explain expose extra
face fact fail failure fall fallback fallen false fast fault feature february fell felt field figure
fill final finally fine finish fit five fix flow folder follow force forget forgot form format
forward found four framework free frequent friday frontend full function gave general generate get
gets getting given global gone good got gotten grew group grow grown guess gui half hand handle hang
happen hard head heard heavy held hello help high hit hold hope host hotfix hour http https huge
human hundred id idea identify ignore immediate immediately impact implement implementation import
important improve incident include incorrect incorrectly increase individual info information
infrastructure initial input insert inside install instance instead integration intend interface
internal introduce invalid investigate involve is isn issue item iteration its itself january java
javadoc job join json july june kept kill kind knew know known lack large later launch layer lead
leading learn leave led left length less let lets level library light like likely line link linux
list little live load local localhost location log logic login long longer look lose loss lost lot
low machine made main maintain major make manage manual manually map march mark master match matter
maximum may maybe mean meant measure mechanism meet mention merge message met metric middle midnight
million minimum minor minute miss mistake mobile mode model modify module moment monday month
morning move multiple name nature need network new newly next nice night nine non noon normal
normally notice notify november number object observe occur october offer office often old one onto
open operate operating operation operator option order original ourselves outage output overall
overnight owner package page paid parameter parse part pass patch path pattern pay people per
percent perform performance period permanent person phone pick place plan platform play please point
policy poor port portal possible post postmortem potential prepare present press prevent previous
previously primary principle print problem proceed prod produce product production program project
proper properly properties property propose protect prove provide provider public publish pull
purpose push put python quality quarter query question quick quickly quite raise ran rang range rare
rate rather raw reach react read ready real really reason receive recent recently recognise
recognize record recover recovery reduce ref refactor refer reference refuse region regular reject
relate related release rely remain remember remote remove repair repeat replace report represent
request require resolve resource respond response rest restart restore result resulting return
reveal review right rise risk role rollout root rose rule run runtime safe said same sat saturday
save saw scale scenario schedule screen screenshot sdk search season second section seem seen select
send sent separate september serve server service set setting setup seven several severity share
shell ship shook short shouldn show shown shut side sign significant similar simple simply single
sit site six size skip slave slow small snippet software sold solution solve somebody someone soon
sorry sort source special specific speed spent split spoke stack stacktrace stage staging standalone
standard start startup state status stay step stick still stood stop store stream string structure
stuck sub submit subsystem succeed success successful successfully sudden suddenly suffer suggest
suite summer sunday support suppose switch symptom system take taken talk target task team technical
tell ten term test text thank themselves thing things think thought thousand three threshold threw
throw thursday ticket tie time today told tomorrow took tool top total touch trace track traffic
transfer travel treat trigger trip true trunk trust try trying tuesday turn twelve twice two type
typical typically ui unable understand unexpected unexpectedly unit unix unknown unused update
upload upon upstream uri url used user username using usual usually util valid validate value
variable variant various verify version via view wait want warn warning was wasn watch way wednesday
week weekend went weren window windows wish within without won wonder word wore work workaround
worker workflow world wouldn write written wrong wrote xml yaml year yesterday zero zone
"""
# Nouns that do name causes and that many causes share: one of them counts beside a rarer word, never alone.
_BROAD_TEXT = """
alert batch bind block branch column config configuration configure confirm confirmation connect
connection counter cpu database dependency file flag heap image index kernel key latency limit loop
memory method migrate migration monitor monitoring node null payload plugin process queue replica
retry rollback row schema script session storage table timeout token upgrade
"""
_ENDINGS = (
    ("ations", ""), ("ation", ""), ("ements", ""), ("ement", ""), ("ments", ""), ("ment", ""),
    ("ings", ""), ("ing", ""), ("ions", ""), ("ion", ""), ("ied", "y"), ("ed", ""), ("als", ""),
    ("al", ""), ("ily", "y"), ("ly", ""),
)  # fmt: skip
_TOKEN = re.compile(r"[^\W_][\w.$#-]*[^\W_]|[^\W_]")
# A name of code by its shape: inner capitals, underscores, dots between letters, letters with digits.
_CODE = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]|_|[a-zA-Z]\.[a-zA-Z]|#|\d[a-zA-Z]|[a-zA-Z]-?\d")
_MEASURE = re.compile(
    r"[\d.,]+[a-zA-Z%]{0,3}|[a-z]\d{1,3}|v?\d[\d.]*\w?|\d+(?:st|nd|rd|th)|[a-z][a-z\d]*-\d+",
    re.IGNORECASE,
)
_LONGEST = 60  # characters; a longer token is a path or a dump


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """The word without its regular endings, for comparing only: "renewing" and "renewal" → "renew"."""
    word = word.lower().replace("’", "'").removesuffix("'s")
    if len(word) <= 3:
        return word
    if word.endswith("ies"):
        word = word[:-3] + "y"
    elif word.endswith(("sses", "xes", "ches", "shes", "zes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= (3 if ending in ("ing", "ed") else 4):
            word = word[: -len(ending)] + instead
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "aeious":
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


FUNCTION_STEMS: frozenset[str] = frozenset(stem(w) for w in FUNCTION_WORDS)
COMMON: frozenset[str] = frozenset(stem(w) for w in (*_COMMON_TEXT.split(), *FUNCTION_WORDS))


BROAD: frozenset[str] = frozenset(stem(w) for w in _BROAD_TEXT.split())


def terms(sentence: str, own: frozenset[str]) -> dict[str, str]:
    """Stem → the word as written, for each term, BROAD ones too. `own` are stems that say nothing here."""
    found: dict[str, str] = {}
    for token in _TOKEN.finditer(sentence):
        written = token.group()
        if len(written) > _LONGEST or _MEASURE.fullmatch(written):
            continue
        if _CODE.search(written):
            found.setdefault(written.lower().removesuffix("()"), written)
            continue
        # A compound is one term: "container-executor" and "thread executor" share no cause.
        parts = [stem(word) for word in WORD.findall(written)]
        key = "-".join(parts)
        if len(key) > 2 and not written[0].isdigit() and not all(p in COMMON or p in own for p in parts):
            found.setdefault(key, written)
    return found


def task_words(task: str | None, failure: str | None, index: CatalogIndex) -> frozenset[str]:
    """The stems of the words by which this task and this way of failing are known."""
    phrases: list[str] = []
    if task is not None:
        known = index.tasks[task]
        phrases += [known.verb, known.gerund, known.noun, known.nouns, *known.cues.strong, *known.cues.weak]
    if failure is not None:
        cues = index.failures[failure].cues
        phrases += [*cues.strong, *cues.weak]
    return stems(phrases)


def stems(texts: Iterable[str]) -> frozenset[str]:
    """The stems of all the words of some texts."""
    return frozenset(stem(word) for text in texts for word in WORD.findall(text))
