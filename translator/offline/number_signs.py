"""The words around a quantity that tie it to the trouble, or show that it is something else.

A family of words each; `number` weighs them. All patterns look at one sentence, split at the number.
"""

from __future__ import annotations

import re


def _any(words: str) -> str:
    return "|".join(words.split())


_WRONG = r"""
fail\w* refus\w* reject\w* declin\w* deni\w* lost los(?:e|es|ing|s) missing miss(?:ed|es)? wrong\w*
blank empty stuck stop(?:s|ped)? br(?:eak|eaks|oke|oken) never without late later delay\w* wait\w*
slow\w* hang\w* hung freez\w* froze\w* crash\w* abandon\w* leave left cancel\w* complain\w* refund\w*
twice doubl\w* duplicat\w* manual\w* recall\w* correct(?:ed|ions?) corrupt\w* incomplete errors?
bounc\w* unable unavailable outages? incidents? disappear\w* vanish\w* gone repeat\w* reprint\w*
resen[dt] reship\w* charged interrupt\w* down old stale behind differ\w* difference mismatch\w*
bogus false vain nothing drop-?offs? nobody unanswered unreachable blocked
dropped skipped expired disconnect\w* rollback\w* rolled
overcharged undelivered unpaid threw
"""
# What goes wrong, whoever it happens to.
TROUBLE = re.compile(
    rf"\b(?:{_any(_WRONG)})\b|\b(?:by hand|by phone|ha(?:d|s|ve) no|got no|undeliverable|g(?:ave|ive|"
    rf"ives) up|could ?n[o'’]t|could not|"
    rf"can ?not|can['’]?t|time[sd]? out|"
    r"timed? ?outs?|threw away|too (?:low|late|high|long|slow)|off by|stand(?:s|ing)? still|logged out|"
    r"end(?:s|ed)? (?:that way|with|like this)|again)\b",
    re.IGNORECASE,
)
# One record by its number: what is told of it happened to one customer, and measures nothing.
ONE_RECORD = re.compile(
    r"\b(?:order|invoice|booking|reservation|transaction|payment|shipment|parcel|account|customer|case|"
    r"policy|receipt|member|patient|contract)s?(?: (?:number|no\.?|id|nr\.?))?\W{0,3}(?=[\w-]*\d)[\w-]{4,}",
    re.IGNORECASE,
)
# Somebody asks for help: tickets, calls, mails, or the verbs of it.
CONTACT = re.compile(
    r"\b(?:tickets?|calls?|callers?|phone calls|phone|contacts?|mails?|e-?mails?|complaints?|complained|"
    r"complain|wrote|writes?|"
    r"written|called|rang|rings?|phoned|reported|reports? (?:from|by)|asked|requests for help|"
    r"escalations?)\b",
    re.IGNORECASE,
)
HAPPENED = re.compile(
    r"\b(?:happen(?:s|ed)?|occur(?:s|red)?|took place|was confirmed|been confirmed|"
    r"came back|recurred)\b",
    re.I,
)
# Somebody read it off something.
COUNTED = re.compile(
    r"\b(?:count(?:s|ed)?|measured|timed|clocked|logged|tall(?:y|ied)|polled|poll|survey(?:ed)?|"
    r"typically|median|average|mean|p\d\d|dashboard|in total|together|"
    r"recorded|observed|found|"
    r"collected)\b|\b(?:from|in|per|by|looked at|going by|according to) (?:the |"
    r"our )?(?:[\w-]+ )?(?:logs?|history|"
    r"statistics|events?|figures|refund list|access log)\b",
    re.IGNORECASE,
)
ARRIVES = re.compile(
    r"\b(?:arriv\w*|comes?|came|load\w*|open\w*|appear\w*|answer\w*|respon\w*|shows?|shown|gets?|"
    r"got|receiv\w*|"
    r"finish\w*|deliver\w*|print\w*|sees?|reach\w*|back|gives? up|leave|left)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
WAITING = re.compile(
    r"\b(?:takes?|took|taking|needs?|needed|lasts?|lasted|waits?|waited|waiting|after|is|was|are|"
    r"were|delay\w*|for|"
    r"until|spends?|spent|loads? in|opens? in|late|arrives?|arrived|sits?|hangs?|freezes?|slow|"
    r"lookup|time|up to|"
    r"about|in|latency|delay|duration|recovery|p\d\d)\W+(?:(?:about|around|over|under|almost|"
    r"nearly|a good|at "
    r"least|up to|more than|only|another|roughly|some) )?$",
    re.IGNORECASE,
)
WAITED = re.compile(
    r"^\W{0,2}(?:late|later|old|until|to (?:open|load|finish|answer|start|come|run|get|sign|"
    r"print)|behind|before|"
    r"of (?:waiting|downtime|delay)|per |each|every|for (?:it|each|nothing|a|one)|wait|long|"
    r"passed|went by)\b",
    re.IGNORECASE,
)
# A value that somebody chose, a place, a name's number: nobody suffered it.
_PLACES = (
    "handler|thread|node|host|server|shard|worker|job|build|project|process|pid|id|ports?|"
    "version|lines?|door|locker|seat|ward|room|gate|platform|step|phase|level|rule|code|status|release|page|chapter|section|"
    "http|ticket|issue|incident|no|number|grade|class|floor|building|model|android|ios|"
    "windows|q|item|option"
)
SETTING_BEFORE = re.compile(
    r"\b(?:limits?|time-?outs?|threshold|budget|default|maximum|minimum|max|min|pool|quota|ttl|"
    r"interval|retention|"
    r"size|valid|lives? for|stuck|idle|refresh|debounce|sampling|ping|zoom|times? out|expires?|every|"
    r"each|waits? at most|set to|cached|kept|keeps?|answers?|returns?|"
    r"exit(?:s|ed)?(?: code)?"
    r"(?: with)?|lifetime|config\w*)\b\W*(?:(?:is|of|says|to|at|for|was|with|in|after) )?\W{0,2}$|"
    rf"\b(?:{_PLACES})\b(?: (?:is|was))?[ #:=-]{{0,3}}$|"
    rf"(?<!last )(?<!this )(?<!past )(?<!a )(?<!per )(?<!each )"
    r"(?<!every )(?<!one )(?<!the )\b(?:week|month|quarter|sprint) $|"
    r"\b(?:cuts?|kills?|aborts?|closes?|drops?(?!-)|expires?|gives? up|disconnects?|retry|retries|"
    r"backoff|polls?|"
    r"renews?|refresh(?:es)?|"
    r"purges?|deletes?|syncs?|resends?)\b[^.;,]{0,30}\b(?:after|every|at|within) $",
    re.IGNORECASE,
)
SETTING_AFTER = re.compile(
    r"^[ -](?:limit|time-?out|budget|threshold|default|lines?|connections|threads|retries|pods?|"
    r"nodes?|workers?|"
    r"cores?|replicas?|instances?|servers?|shards?|partitions?|columns?|rows?|files?|classes|"
    r"methods|modules?|"
    r"characters|bytes|engineers?|developers?|sprints?|story points?|tabs?|clicks?|steps?|"
    r"versions?|streams|slices|"
    r"places?|ways?|kinds?|reasons?|options?|config\w*|rules?|stores|lanes|window|interval)\b",
    re.IGNORECASE,
)
LIMIT_AFTER = re.compile(
    r"^ (?:(?:and|before) (?:then )?(?:it )?(?:gives? up|gave up|aborts?|retries)|is|ttl)\b", re.I
)
EFFORT = re.compile(
    r"\b(?:estimat\w*|effort|story points?|person[- ]days?|can (?:do|be done)|(?:took|takes|"
    r"cost) me|of work\b(?! for)|"
    r"days? of work|dev(?:eloper)?[- ]days?|small fix|doable|if someone reviews|to (?:build|implement|"
    r"fix|write) (?:it|this))\b",
    re.IGNORECASE,
)
EFFORT_AFTER = re.compile(
    r"^ (?:of (?:work|effort)|of coding|sprint|if someone)\b(?! for one)", re.IGNORECASE
)
IN_A_ROW = re.compile(r"^ (?:\w+ ){0,3}(?:in a row|running|straight|consecutive)\b", re.IGNORECASE)
# "in the last 60 days", "3 weeks ago": a window, and no reading.
WINDOW_BEFORE = re.compile(
    r"\b(?:last|past|previous|next|first|coming|these|those(?!,)|following|other|every|since|"
    r"within the|over the)\W{1,2}$",
    re.I,
)
WINDOW_AFTER = re.compile(r"^ (?:ago\b|from now\b|on which\b|before the\b|away\b)", re.IGNORECASE)
CLOCK_BEFORE = re.compile(
    r"\b(?:at|until|till|before|after|from|by|between|to|around)\W{1,2}$", re.IGNORECASE
)
# The good side of a comparison, and what belongs to somebody else.
GOOD_BEFORE = re.compile(
    r"\b(?:normal(?:ly)?|usual(?:ly)?|otherwise|elsewhere|(?:any|all|on) other \w+|on (?:a|an|any) \w+day|"
    r"(?:week|month|quarter|year|day|release) before|used to be|(?:it|they|this) (?:was|"
    r"were) once|promised|"
    r"in (?:spring|summer|autumn|winter) it was|instead of|i (?:put|added|changed|set|increased|"
    r"tried))\b[^.;]{0,50}$|\((?:was|were|down from|up from|from) $",
    re.IGNORECASE,
)
GOOD_AFTER = re.compile(
    r"^ (?:on|at|in) (?:any|all|every|an?) other\b|^,? (?:otherwise|before (?:that|the (?:change|"
    r"update|move)))\b|"
    r"^ (?:is|was|are) (?:fine|normal|ok|okay|usual|expected)\b",
    re.IGNORECASE,
)
ELSEWHERE = re.compile(
    r"\b(?:competitors?(?:['’]s?)?(?: \w+)?|industry|benchmark|vendor (?:says|promises)|(?:other|"
    r"another|separate) "
    r"(?:ticket|tool|bug|team|story)|where i worked|my (?:last|former|previous) (?:job|company|employer)|"
    r"(?:cut|reduced|lowered|brought|improved) (?:their|its|his|her)|handled (?:there|in)|not part|"
    r"for comparison|elsewhere)\b",
    re.IGNORECASE,
)
CONDITION = re.compile(r"\b(?:when|if|once|unless|until|after|whenever)\b[^.;,]{0,60}$", re.IGNORECASE)
FORBIDDEN = re.compile(r"(?:^|[,:;] ?)(?:do not|don['’]t|never)\b[^.;]{0,80}$", re.IGNORECASE)
PRICE_BEFORE = re.compile(
    r"\b(?:costs?|prices?|fees?|penalty|clause|budget|contract|deal|deposit|salary|licen[cs]e)\b[^.;,]{0,20}$",
    re.IGNORECASE,
)
# "Moved from 15 to 45 minutes" is a setting; "increased from 85 to 300 ms" is what went wrong.
MOVED = re.compile(
    r"\b(?:moved?|changed?|set|raised?|extend(?:ed)?)\b[^.;]{0,30}\b(?:from|to)\b[^.;]{0,20}$", re.I
)
# A part of a measure that the sentence has given before.
PART_OF = re.compile(r"\bof which\b[^.;]{0,60}$", re.IGNORECASE)
NOBODY = re.compile(r"\b(?:no|nobody|none|no one)\b", re.IGNORECASE)
IF = re.compile(r"\bif\b[^.;]*$", re.IGNORECASE)
WOULD_AFTER = re.compile(r"^[^.;]{0,60}\b(?:would|could|might)\b", re.IGNORECASE)
HYPOTHETICAL = re.compile(
    r"\b(?:suppose|imagine|assum(?:e|ing)|let['’]s say|hypothetically)\b|"
    r"\b(?:if|imagine|suppose|assume|unless|in case)\b[^.;]*\b(?:were|would|could|might|\w+['’]d)\b|"
    r"\b(?:would|could|might)(?! not\b|n['’]t\b) "
    r"(?:\w+ ){0,3}$",
    re.IGNORECASE,
)
POPULATION = re.compile(
    r"\b(?:we|they|company|who|which|customer|team) (?:have|has|had(?! to\b)|serve|serves|run|runs|"
    r"own)\b[^.;,]{0,12}$|"
    r"\b(?:one of|of all|among|all|of our|of the|reads?|handles?|processes) (?:about |our |the |"
    r"these |around )?$",
    re.IGNORECASE,
)
EXTREME = re.compile(
    r"\b(?:longest|largest|smallest|biggest|worst|highest|at worst|shortest|maximum|"
    r"record)\b(?: \w+){0,3}[^\w]*$",
    re.I,
)
SEVERAL_TIMES = re.compile(r"^(?:once|twice|thrice)$", re.IGNORECASE)
ALERT = re.compile(
    r"\b(?:alerts?|alarm|warn\w*|page|notify|notification|tell)\b[^.;]{0,50}\b(?:when|if|once|"
    r"to)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
MACHINE = re.compile(
    r"\b(?:cpus?|memory|heap|disk|disc|ram|swap|lag|consumers?|offsets?|zoom|resolution|brightness|"
    r"utili[sz](?:ed|ation)|load average|cores?|bandwidth|coverage)\b",
    re.IGNORECASE,
)
CHANGED_BY = re.compile(
    r"\b(?:cut|reduc\w*|lower\w*|improv\w*|increas\w*|decreas\w*|speed\w*|drop\w*|sav\w*|fast\w*)\b"
    r"[^.;]{0,50}\bby (?:about |around |up to )?$",
    re.IGNORECASE,
)
# What came out where the fix was tried: not today's.
TRIAL = re.compile(
    r"\b(?:on staging|in staging|locally|prototype|proof of concept|spike|with (?:the|my|this|a) "
    r"(?:patch|fix|branch|change)|after (?:the|my|this) (?:patch|fix)|in (?:my|our) trial|brought (?:it|"
    r"the \w+|"
    r"the same \w+) (?:down )?to)\b",
    re.IGNORECASE,
)
# The trouble of the ticket is named as what it comes from.
BLAMED = re.compile(
    r"\b(?:because of (?:this|it|that)|due to (?:this|it|that)|for (?:only )?this (?:reason|bug|problem)|"
    r"about (?:this|it)|fits? (?:this|that|the) pattern|caused by (?:this|it))\b",
    re.IGNORECASE,
)
VERSUS = re.compile(r"\b(?:vs\.?|versus|instead of|compared (?:to|with))(?!\w)", re.IGNORECASE)
# "Since 2 weeks", "45 min long", "78 years old": how long something is or has been, and nobody's wait.
LASTS_BEFORE = re.compile(r"\bsince (?:about |around |over |more than )?$", re.IGNORECASE)
LASTS_AFTER = re.compile(r"^(?:[ -](?:years? )?old\b| long\b(?! wait| delay)|[ -]year\b)", re.IGNORECASE)
# How it once was, told as long gone.
GROWTH = re.compile(
    r"\b(?:grew|growth|grown|grows|up|rose|risen)\b(?: (?:by|about|around|some))?[^.;,]{0,20}$", re.IGNORECASE
)
WAS = re.compile(r"\b(?:had|was|were)\b[^.;]{0,20}$", re.IGNORECASE)
BEFORE_THAT = re.compile(r" before (?:the|season|version|release|v\d|that|we|it)\b", re.IGNORECASE)
PAST = re.compile(
    r"\b(?:years? ago|back then|in those days|at that time|used to|calmed down|a year earlier|"
    r"the year before)\b",
    re.IGNORECASE,
)
# How many were looked at, which says nothing of how many were hurt.
SAMPLE_BEFORE = re.compile(
    r"\b(?:measured|timed|tested|compared|checked|polled|surveyed|sampled|asked|interviewed|tried|traced|ran)\b"
    r"[^.;:]{0,50}\b(?:on|over|with|against|of|from|in|at|across) (?:the (?:last )?|our |about |some )?$|"
    r"\bn ?[=:] ?$|\b(?:poll|survey|sample)\b[^.;:]{0,30}\($",
    re.IGNORECASE,
)
SAMPLE_AFTER = re.compile(
    r"^ (?:\w+ (?:that|who) (?:answered|replied|responded)|answers|respond\w+|replies|samples|"
    r"measurements|participants|traces|reproductions)\b",
    re.IGNORECASE,
)
# Nobody counted: it is what somebody says who is cross.
HEARSAY = re.compile(
    r"\b(?:something like|say that about|god knows|feels? like|felt like|i guess|as you like|"
    r"take it as|nobody counted|"
    r"not counted|from the gut)\b",
    re.IGNORECASE,
)
# A wish for a value, in words that stand before or behind it.
WISH_BEFORE = re.compile(
    r"\b(?:go|stay|get|come|remain)s? (?:under|below) $|"
    r"\b(?:target|goal|aim|objective|slo|sla|should(?: \w+)?|must(?: \w+)?|ought to(?: \w+)?|"
    r"wants?|would like|wish|"
    r"happy (?:with|at|if)|live with|content with|satisfied with|accept\w*|back (?:to|at|"
    r"down to)|down to|get (?:it )?to|"
    r"realistic|promis\w*|agreed|contract|done at|needs?|keep|stay(?:s|ed)?|allowed|"
    r"enough|reach|bring|suggest|propose|(?:great|good|nice|lovely|fine) (?:if|to)|"
    r"expects?|after|no more than|at most|should be)\b[^.;]{0,48}$",
    re.IGNORECASE,
)
LASTING_BEFORE = re.compile(
    r"\b(?:for|over|during|within the|in the next|in the) (?:at least |about )?$", re.IGNORECASE
)
