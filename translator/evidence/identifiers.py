"""What has digits and measures nothing: versions, keys, ports, hashes, paths, codes, labels."""

from __future__ import annotations

import re
from typing import NamedTuple

from translator.evidence.word_sets import word_set

URL = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]{1,14}://|www\.)[^\s<>\"“”|{}\[\]]{1,4000}")
PHONE = re.compile(r"\+\d{1,3}(?:[ .-]?\(?\d{2,4}\)?){2,5}(?![^\W_])")
_LINE_MARKER = re.compile(r"\d{1,3}(?:\.\d{1,2})?[.)](?=[\s.-])|\d{1,2}(?:\.\d{1,2}){1,3}(?= [A-Z])")
_INLINE_MARKER = re.compile(r"\d{1,2}(?P<close>[.)])[.)-]{0,2}\s")
_LINE_HEAD = re.compile(r"(?:^|\n)[ \t]*(?:(?:[-*#>]+|bq\.)[ \t]+)?\(?\Z")
_BEFORE_MARKER = re.compile(r"(?:[ \t]{2}|[.;!?,][ \t]|\b(?:and|or|then) )\(?\Z")
ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)(?![^\W_])", re.IGNORECASE)

_LABELS = (
    "versions?|ver|v|releases?|builds?|ports?|lines?|ln|steps?|sections?|chapters?|pages?|slide|rows?"
    "|columns?|cols?|figures?|fig|tables?|items?|issues?|tickets?|bugs?|prs?|mr|commit|jobs?|tasks?"
    "|nodes?|servers?|shards?|partitions?|worker|threads?|pid|tid|process|ids?|uid|gid|codes?|status"
    "|error|errno|err|rc|https?|rfc|iso|phase|stage|tier|layer|level|priority|severity|sev|sprint"
    "|iteration|milestone|option|case|scenario|example|attempt|round|volume|appendix|article|number"
    "|no|nr|rule|class|channel|zone|region|group|cluster|instance|rack|slot|rooms?|invoice|account"
    "|rest api|customer|user|tenant|offset|index|replica|revision|rev|patch|signal|syscall|exit"
    "|exited with code"
    "|device|disk|cpu|week|day|grade|question|sheet|tab|screen|bucket|chunk|ref|reference|seq"
    "|sequence|vlan|asn|epoch|generation|schema|team|store|shop|till|kiosk|terminal|gate|branch|device"
    "|flight|lane|bay|station|printer|ends? in|ending in|jdk|jre|java|python|php|ruby"
    "|node\\.js|nodejs"
    "|ubuntu|debian|centos|rhel|fedora|windows|ios|android|macos|osx|chrome|firefox|safari|edge|ie"
    "|hadoop|spark|kafka|tomcat|postgres|postgresql|mysql|redis|angular|react|vue|sdk|wi-fi|wifi"
    "|bluetooth|usb|vs|vol"
)
# As often a verb or a plain noun: a label only where no plural noun follows the number.
_WEAK_LABELS = (
    "host|run|test|order|note|block|track|type|unit|model|part|position|rank|form|key|core|window|q"
)
_COLON_LABELS = (
    "version|ver|release|build|port|line|id|pid|tid|uid|codes?|status|errno|step|page|ticket|issue|pr|job"
    "|task|thread|https?|sprint|severity|priority|order|invoice|offset|revision|ref|phase|jdk|java|exit"
)
_LABEL_BEFORE = re.compile(
    rf"(?:^|[^\w-])(?:{_LABELS})(?:[ \t]|\.[ \t])(?:is |was |= ?)?[#(]?\Z"
    rf"|\bport (?:[a-z]+ ){{0,3}}\Z"
    rf"|[A-Za-z](?:Exception|Error): \Z|(?:^|[^\w-])(?:{_COLON_LABELS})[ \t]?[:=#][ \t]?[#(]?\Z",
    re.IGNORECASE,
)
_WEAK_LABEL_BEFORE = re.compile(rf"(?:^|[^\w-])(?:{_WEAK_LABELS}) #?\Z", re.IGNORECASE)
# These take a following noun of their own and so may also head a count: "customer 3 times".
_COUNT_AFTER = re.compile(
    r"[ -]?(?:times?|of \d|out of|in \d|more|or more|other|different|consecutive|%"
    r"|percent|x\b|per)\b",
    re.IGNORECASE,
)
_NAME_BEFORE = re.compile(
    r"(?P<before>.?)(?:^|(?<=[\s(\"'/,;:]))(?P<name>[A-Z][\w+#-]*(?:\.[\w]+)?)[ \t]\Z", re.DOTALL
)
_NOT_A_NAME = word_set(
    "After Before In To From Over Under About Within At For With By Than Of And Or Takes Take "
    "Only Top Last Next First Past Every All Nearly Almost Around Up Per Until Till Since On "
    "Is Are Was The A An Has Have Had Some Any Each More Most Less Fewer Least Into Between "
    "Through Plus Just Still Now Then When While If That This These Those Not No We They It "
    "You He She Reduce Cut Lower Increase Raise Drop Limit Add Remove Keep Wait Waits Retry "
    "Returns Return Show Shows Got Gets Get Need Needs Want Allow Support Handle Process Send "
    "Sends Use Uses Using Used Affects Affected Lost Loses Lose Blocks Blocked Hit Hits See "
    "Sees Saw Found Find Make Makes Jan Feb Mar Apr May Jun Jul Aug Sep Sept Oct Nov Dec "
    "January February March April June July August September October November December TODAY "
    "TARGET Target Today Goal Goals Currently Expected Actual Baseline Total Median Average "
    "Avg Max Min Maximum Minimum Mean Peak Count Result Results Impact Budget Cost Costs "
    "Revenue Churn SLO SLA MTTR Latency Timeout RAM CPU Memory Duration Uptime Availability "
    "Time Rate AND OR IN TO OF FOR AT Roughly Approximately Exactly Another Other Our Their "
    "Its My Your Ran Took Tried Waited Lasted"
)
_WORD_NEAR = re.compile(r"[A-Za-z]")
_FUNCTION_NEXT = re.compile(
    r" (?:in|on|is|was|as|for|with|and|or|at|to|from|has|does|did|the|when|after|before"
    r"|by|never|cannot"
    r"|can|will|owns?|fails|crashes|restarts|hangs)\b"
)
_DECIMAL = re.compile(r"\d+\.\d+\Z")
_UPGRADE_BEFORE = re.compile(
    r"\b(?:upgrad\w*|downgrad\w*|updat(?:e|ed|ing) to|migrat\w*|versions?|releases?|branch(?:es)?"
    r"|backport\w*|fixed in|fix version|affects|bump\w*|since|as of|introduced in|running|prior to"
    r"|regression in|works? in|worked in|broken in|on top of|ship(?:ped)? (?:in"
    r"|with)|compatible with"
    r"|happens? (?:in|on)|reproduc\w+ (?:in|on|with)|tested (?:on|with)|using|older than|newer than"
    r"|later than|earlier than)\b[^.!?\n]{0,24}\Z",
    re.IGNORECASE,
)
_VERSION_AFTER = re.compile(
    r" (?:release|releases|branch|version|and (?:earlier|later|above|below|newer|up)"
    r"|or (?:later|above|newer"
    r"|earlier|higher)|GA\b|RC\b|beta|alpha|LTS|series|line\b|upgrade|docs|API\b)",
    re.IGNORECASE,
)
_PREPOSED = re.compile(r"(?:^|[\s(,])(?:in|on|before|until|for|under|against|with) \Z", re.IGNORECASE)
_HYPHEN_NAME = re.compile(r"\b[a-z]+(?:-[a-z]+)+ \Z|\w\* \Z")
_ENCLOSED = re.compile(r"(?:\[[\w ]{1,20} |\.\.\. )\Z")
_ENCLOSED_AFTER = re.compile(r"\]| more\b")
_VERSION_HEADING = re.compile(r"\bversion\W{0,4}\n\s{0,3}\Z", re.IGNORECASE)
_STATUS = re.compile(r"(?:1\d\d|2\d\d|30[1-8]|4[0-5]\d|49\d|50\d|51[01]|52\d|530|599)\Z")
_STATUS_BEFORE = re.compile(
    r"\b(?:https?|status|code|codes|returns?|returned|returning|respond(?:s|ed"
    r"|ing)?(?: with)?|throw(?:s|n|ing)?"
    r"|threw|gets?|got|getting|giv(?:es|ing)|gave|elevated|intermittent|occasional"
    r"|sporadic|frequent|with|with a|a|an"
    r"|(?:response|code|status) (?:is|was|of)|receiv(?:e|ed|es|ing)|random|spurious"
    r"|the|of|and|or|failed with|fails with|serv(?:es|ed|ing)|internal"
    r"|rise in|spike of|spike in|more|many|see|seeing|sees|saw|occasional|unexpected"
    r"|nginx|gateway|upstream)[ ,/:(\"'“]{1,2}\Z",
    re.IGNORECASE,
)
_STATUS_AFTER = re.compile(
    r"[ -](?:errors?|responses?|status|codes?|pages?|bad gateway|internal server"
    r"|not found|forbidden"
    r"|unauthori[sz]ed|service unavailable|gateway time|too many|handler|bad request"
    r"|ok\b|conflict|s\b|redirects?|temporarily|moved|permanent)",
    re.IGNORECASE,
)
_STATUS_AFTER_QUOTE = re.compile(r"[\"“'][ ]?\Z")
_HARD_STATUS = word_set("400 401 403 404 408 409 410 413 422 429 499 500 501 502 503 504 520 521 522 524")
_WINDOW_AFTER = re.compile(r" \w+ (?:an?|per|each|every|/) ?(?:second|minute|hour|day|week|month)", re.I)
_SCREEN = re.compile(r" (?:screens?|videos?|displays?|monitors?|resolution|tvs?|streams?)\b", re.I)
_NETWORK = re.compile(r" (?:network|connection|lte|mobile|phone|modem|signal|coverage|speeds?)\b", re.I)
_JOINED = re.compile(
    r"(?: ?[,/&-] ?| (?:and|or|to|through|vs\.?|through to|then) |, (?:and|or) |–|\.\.\.?)[v#]?\Z"
)
_NOT_NUMBER_CLASH = re.compile(
    r"\d+\.\d+-[A-Za-z]|\d+-[\w-]{1,60}\.[a-z]{2,4}\b|\d+-(?:bit|factor|way|d\b|digit|phase|tier|legged|dimensional)",
    re.I,
)


class Context(NamedTuple):
    """What stands around a bare number: up to 48 characters before, up to 40 after."""

    before: str
    after: str
    at_sentence_start: bool


def is_label(number: str, context: Context, unit: str, counted: bool) -> bool:
    """Whether the number names something instead of counting or measuring it.

    `number` is as written, `unit` is "" for none; `counted` says that a plural noun follows.
    """
    before, after = context.before, context.after
    if _ENCLOSED_AFTER.match(after) and _ENCLOSED.search(before):
        return True
    if _COUNT_AFTER.match(after):
        return False
    if unit:
        return unit == "GB" and bool(_NETWORK.match(after))
    if number[-1:].isalpha():
        return number in ("2K", "4K", "5K", "8K") and bool(_SCREEN.match(after))
    if not _WORD_NEAR.search(before, max(0, len(before) - 16)):
        return _reads_as_key(number, counted)
    if _LABEL_BEFORE.search(before) or (not counted and _WEAK_LABEL_BEFORE.search(before)):
        return True
    if _VERSION_HEADING.search(before):
        return True
    if _is_status(number, before, after):
        return True
    if _version_like(number, before, after, counted):
        return True
    return _reads_as_key(number, counted) or _follows_name(number, context, counted)


def _reads_as_key(number: str, counted: bool) -> bool:
    """A leading zero, or seven digits and more that count nothing."""
    if not number.isdigit():
        return False
    return (len(number) > 1 and number[0] == "0") or (len(number) >= 7 and not counted)


def _is_status(number: str, before: str, after: str) -> bool:
    if not _STATUS.match(number):
        return False
    if _STATUS_AFTER.match(after) and _STATUS_AFTER_QUOTE.search(before):
        return True
    if re.search(r"\bhttps?[ /:-]{0,2}\Z", before, re.IGNORECASE):
        return True
    if number not in _HARD_STATUS:
        return bool(re.search(r"\b(?:returns?|status|code)[ :]\Z", before)) and bool(
            _STATUS_AFTER.match(after)
        )
    if _WINDOW_AFTER.match(after):
        return False
    if _STATUS_AFTER.match(after):
        return not re.search(r"\b(?:about|over|around|than|nearly|almost|least|most|to|up to) \Z", before)
    bare = not re.match(r" [a-z]", after) or bool(
        re.match(r" (?:when|on|for|from|in|at|and|or|is|if|after|during|instead|as|to|with)\b", after)
    )
    return bare and bool(_STATUS_BEFORE.search(before))


def _version_like(number: str, before: str, after: str, counted: bool) -> bool:
    if counted and "." not in number:
        return False
    if _VERSION_AFTER.match(after) and "," not in number:
        return True
    if _DECIMAL.match(number):
        if re.match(r" [A-Z]\w+", after) or (before.endswith(" (") and after.startswith(")")):
            return True
        if _PREPOSED.search(before) and not re.match(r" [a-z]{3,}", after):
            return True
        return bool(_UPGRADE_BEFORE.search(before) or _HYPHEN_NAME.search(before))
    return bool(
        re.search(
            r"\b(?:upgrad\w*|downgrad\w*|bump\w*|migrat\w*) (?:\w+ ){0,2}(?:from"
            r"|to) (?:[\w.-]+ )?\Z",
            before,
            re.I,
        )
    )


def _follows_name(number: str, context: Context, counted: bool) -> bool:
    match = _NAME_BEFORE.search(context.before)
    if match is None or match.group("name") in _NOT_A_NAME:
        return False
    name = match.group("name")
    if _DECIMAL.match(number):
        return True
    starts = not context.before[: match.start("name")].strip() and context.at_sentence_start
    starts = starts or bool(re.search(r"[.!?:\n]\s*\Z", context.before[: match.start("name")]))
    if starts and name.endswith(("s", "ed", "ing", "ly")):
        return False
    if counted:
        return False
    return not re.match(r" [a-z]", context.after) or bool(_FUNCTION_NEXT.match(context.after))


def list_marker_end(text: str, at: int) -> int | None:
    """Where the number of a list marker ("1.", "2)", "(3)") that starts at `at` ends, or None."""
    before = text[max(0, at - 24) : at]
    match = _LINE_MARKER.match(text, at) if _LINE_HEAD.search(before) else None
    if match is None:
        match = _INLINE_MARKER.match(text, at)
        if match is None or at == 0 or (text[at - 1] not in " \t\n("):
            return None
        numbered = match.group("close") == ")" and "(" not in before
        first = text[at : at + 2] in ("1.", "1)") and before.rstrip(" (").endswith(":")
        if not (numbered or first or _BEFORE_MARKER.search(before)):
            return None
        column = before[-2:].isspace() or text[match.end() : match.end() + 1].isupper()
        if match.group("close") == "." and not column:
            return None
    end = match.end()
    while not text[end - 1].isdigit():
        end -= 1
    return end


def continues_labels(between: str) -> bool:
    """Whether the text between a label's number and the next number joins them: "lines 10-20"."""
    return len(between) <= 12 and bool(_JOINED.fullmatch(between))


def is_compound_name(text: str, at: int) -> bool:
    """Whether a hyphen compound such as "64-bit" or "2-factor" starts at `at`."""
    return _NOT_NUMBER_CLASH.match(text, at) is not None
