"""The words by which a sentence of a ticket is known: wish, order, cause, burden, side of the story."""

from __future__ import annotations

import re

CAUSE = re.compile(
    r"\b(?:because|due to|caused by|root cause(?= is| was| of|:)|"
    r"the reason (?:is|for|of|why)|the cause|stems? from|"
    r"the problem (?:is|was) that|culprit|happens (?:when|since|as)|triggered by|turns out)\b",
    re.IGNORECASE,
)
WORK = re.compile(
    r"\b(?:we (?:should|need to|could|want to|must|will|plan to)|should be (?:changed|replaced|"
    r"moved|added|removed|refactored|fixed|extended|made)|propos(?:e|ed|al)|the fix|(?:one|a|"
    r"possible|easy|simple) (?:fix|solution)|to fix this|suggest(?:ed|ion)?|let['’]?s(?! say\b)|"
    r"planning to|"
    r"needs? (?:an? )?(?:(?:new|own|second|composite|better|proper|separate|shared) )*(?:index|"
    r"cache|queue|lock|"
    r"retry|limit|check|timeout|button|setting|column|job|test|alert|key)\b|"
    r"would be (?:nice|good|better|great|useful|helpful) to|needs? to be|has to be|have to be|"
    r"goal is to|aim is to|this (?:issue|ticket|task|story) (?:is|tracks|covers|will)|i(?:'d|"
    r" would) like to|as an? \w+(?: \w+)?,? i (?:want|would like|need|can|could|should)|patch)\b",
    re.IGNORECASE,
)
# "Push notifications from the shop are delayed": a noun opens it, and a verb says what happens.
# A determiner after the first word, or a word that opens a clause before the verb, and it is an order again.
_THING = (
    r"(?!(?:build|cache|change|check|delete|document|drop|export|fix|import|increase|index|install|limit|load|log|"
    r"merge|move|notify|order|page|pass|pay|pin|play|poll|port|print|publish|pull|push|read|record|"
    r"release|report|request|restore|retry|run|search|send|set ?up|ship|show|split|start|stop|store|"
    r"stream|switch|sync|tag|test|track|trigger|update|upgrade|upload|use|watch|write) "
    r"(?!(?:the|an?|each|every|it|them|both|only|all|one|this|that|these|those|our|their|its|no|when|if|"
    r"where|whether|how|what|why|which|who)\b)"
    r"(?:(?!(?:that|which|who|whom|where|when|if|whether|because|so|until|while|once|after|before|as|"
    r"how|what|why|to|then|unless|must|should|we|they|you|i|it)\b)[\w'’/-]+ ){1,6}"
    r"(?:is|are|was|were|has|have|had|does|did|cannot|can['’]t|do not|don['’]t|never|fails?|failed|arrives?|"
    r"arrived|hangs?|disappears?|disappeared|stays?|stopped|stops|gets?|got)\b)"
)
IMPERATIVE = re.compile(
    rf"^{_THING}"
    r"(?:add|adopt|allow|automate|avoid|build|bump|cache|change|clean|consolidate|convert|create|"
    r"decouple|deprecate|disable|document|drop|enable|ensure|expose|extend|extract|fix|handle|"
    r"implement|improve|increase|install|introduce|investigate|keep|limit|log|make|merge|migrate|"
    r"modify|move|notify|optimi[sz]e|port|prevent|provide|reduce|refactor|release|remove|rename|"
    r"replace|restore|retry|rewrite|rework|run|separate|set ?up|show|simplify|speed up|split|"
    r"store|stop|switch|support(?! \w+s\b| (?:said|had|told|was|were|team|wrote|took|received|sent|learnt|"
    r"learned|entered|reset|answered|got|gave|heard)\b)|test|track|"
    r"tune|unify|update|upgrade|use|validate|verify|wire|write)"
    # "Increase in latency", "drop of revenue": what was seen, and no work to do.
    r"(?= (?!was\b|is\b|are\b|were\b|has\b|had\b|did\b|does\b|in |of |"
    r"(?:\w+ ){0,3}(?:fails|failed|hangs|hung|crashes|crashed|throws|reports)\b)[\w\"'“‘(\[])",
    re.IGNORECASE,
)
# The sentence needs another one before it.
LEANS_BACK = re.compile(
    r"\W{0,2}(?:the same|again|as in|as before|it|this|these|that|those|they|he|she|then|after that|"
    r"also|both|(?:in|on|at|after) the (?:first|second|third|other|last|next|latter)(?: one)?|"
    r"the (?:other|latter|second))\b",
    re.IGNORECASE,
)
EXPECTED = re.compile(
    r"\b(?:expected (?:behaviou?r|results?|outcome)|would expect|i expect|we expect|should (?:"
    r"be(?! (?:\w+ )?(?:easy|simple|trivial|possible|enough)\b)|not|work|allow|have|return|show|"
    r"display|only|still|never|always|also|just|get|see|contain|"
    r"finish|open|load|take|throw|give|say|tell|support|use|handle|provide|fail|stop|go|do)|ought to|"
    r"must (?:be|not))\b",
    re.IGNORECASE,
)
PEOPLE = re.compile(
    r"\b(?:customers?|clients?|support|sales|finance|demos?|deals?|renewals|revenue|churn\w*|"
    r"prospects?|buyers?|refunds?|contracts?|users? (?:are|have|report|complain|reported|cannot|"
    r"can't|were|lose|keep)|our users|merchants?|students?|teachers?|patients?|shoppers?|"
    r"passengers?|travell?ers?|guests?|operators|partners?|resellers?|hotels?|desks?|crews?|"
    r"captains?|members|subscribers?|bookkeepers?|accountants?|nobody|everybody|people|staff|"
    r"colleagues|engineers|the team|teams)\b",
    re.IGNORECASE,
)
BURDEN = re.compile(
    r"\b(?:had to|has to|have to|by hand|by phone|instead|gives? up|gave up|complain\w*|"
    r"refuse[sd]?|rings? us|calls? us|called|phones?|phoned|waits? for|waited|explain|"
    r"apologi[sz]e\w*|went back|go back|workaround|re-?issued?|moved the|postponed|"
    r"again and again|escalat\w*|angry|lost|cancel\w*|asked|asks|twice|wrong|missed)\b",
    re.IGNORECASE,
)
COUNTED = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|dozens?|half|hundreds?)\b",
    re.IGNORECASE,
)
SALES = re.compile(
    r"\b(?:sales|demos?|deals?|prospects?|renewals|(?:at|before|contract|subscription) (?:the |a |"
    r"their )?renewal|contracts?|sell|sold to|buyers?|trials?|pipeline review|account executives?)\b",
    re.IGNORECASE,
)
SUPPORT = re.compile(
    r"\b(?:support (?:ticket|case|call|team|agent|queue|request|desk)s?|supports? (?:gets?|sees?|"
    r"answers?|restarts?|says?|said|reports?|reported|tells?|told|counts?|counted|logged|has|had)|"
    r"help ?desk|complain\w*|wrote (?:in|to us|us)|heard (?:this|it) from|(?:customers?|clients?|"
    r"users?|students?|teachers?|merchants?|"
    r"people) (?:have |has |are |were |keep |often |also |still |now ){0,2}(?:report|reported|"
    r"reporting|complain|"
    r"complained|complaining|ask|asked|asking|wrote|called|contacted)|reported by (?:a |our |"
    r"several |many )?(?:customer|client|user)s?|escalat\w*|tickets? (?:about|from|on|since|with))\b",
    re.IGNORECASE,
)
DONE = re.compile(
    r"(?:done\b ?(?:when|if|once|=|:|at )|finish(?: line)?\b ?(?:[:=]|is\b|when|if)|finish line|"
    r"(?:finished|accepted|ready|complete|enough) (?:when|if|once)|target:|check:|accept(?:ance)?:|"
    r"(?:i|we)(?:['’]d| would|['’]ll| will)? (?:call|consider) it (?:done|finished|fixed)|"
    r"(?:we are|we['’]re|it is|it['’]s) (?:done|finished) (?:when|if|once)|good enough (?:when|if))",
    re.IGNORECASE,
)
_MANY = (
    r"(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|several|"
    r"many|a few|hundreds?|"
    r"thousands?|every|each|the same)"
)
_CALLERS = (
    r"(?:of them|customers?|clients?|users?|people|owners?|shops?|shoppers?|patients?|parents?|"
    r"teachers?|students?|"
    r"practices?|partners?|admins?|they|she|he|residents?|tenants?|drivers?|bookkeepers?|guests?|"
    r"buyers?|members?|"
    r"merchants?|schools?|operators?|dispatchers?|carriers?|landlords?|doctors?|households?|"
    r"brokers?|growers?|"
    r"subscribers?|visitors?|travell?ers?|passengers?|sellers?|accounts?)"
)
# Somebody asked for help: tickets that are counted, people who wrote, a desk that answered.
SUPPORT_EVENT = re.compile(
    rf"\b{_MANY} (?:[\w-]+ ){{0,2}}(?:tickets?|calls?|mails?|e-?mails?|complaints?|"
    rf"escalations)\b(?! per sprint)|"
    rf"\b{_CALLERS} (?:\w+ ){{0,3}}(?:wrote|writes?|written|rang|rings?|called|phoned?|phones|"
    rf"complain\w*|e-?mailed|"
    r"contacted|reported|(?:send|sends|sent) us|ask(?:s|ed)? (?:us|support|why|whether|again|on every))\b|"
    r"\b(?:support|help ?desk|service desk|front desks?|reception|call cent(?:er|re)|"
    r"customer care|hotline)\b"
    r"(?: \w+){0,2} (?:answer\w*|handl\w*|took|takes?|gets?|got|has|had|count(?:s|ed)|sends?|"
    r"sent|resets?|logged|"
    r"receives?|received|hears?|heard|reship\w*|phoned|refund\w*)\b|\bwe answer (?:these|them|it|this)\b|"
    r"\bphone (?:does ?n[o’']?t|doesnt|never|did not) stop\b|\bon the phone\b|"
    rf"\b{_MANY} (?:\w+ ){{1,4}}so far,? .{{0,20}}\bby hand\b|\bI (?:have )?(?:wrote|written) to you\b",
    re.IGNORECASE,
)
# A deal, a demo, a fair: somebody who buys met the fault, or left because of it.
SALES_EVENT = re.compile(
    r"\b(?:at|during|in) (?:the |a |an |our |his |her )?(?:\w+ ){0,2}(?:demos?|fair|trade fair|"
    r"webinar|showroom|pitch|"
    r"trial|sales (?:call|meeting)|tender|renewal (?:meeting|talks?))\b|\bin demos\b|"
    r"\b(?:lost|loses?|losing|cost us|risk) (?:(?:the|a|an|our|two|three|"
    r"\d+) )?(?:[\w'’-]+ ){0,4}(?:contracts?|"
    r"customers?|deals?|accounts?|clients?|signatures?|prospects?|sales?)\b|\bstopped the talks\b|"
    r"\b(?:contract|renewal|tender|deal|order) (?:\w+ ){0,3}(?:because|over this|went|lost|"
    r"at risk|postponed|stalled)\b|"
    r"\b(?:threaten\w*|wants?|about) to (?:cancel|leave|switch)\b|\bpromised (?:it|them|this)? ?to [A-Z]|"
    r"\b(?:prospects?|buyers?|procurement) (?:\w+ ){0,3}(?:asked|saw|left|stopped|walked|put|"
    r"noticed|refused|waits?|"
    r"looked|laughed)\b|\bopened an account\b",
    re.IGNORECASE,
)
# Work that is named and put off, or left to somebody else.
DEFERRED = re.compile(
    r"^[\W_]*(?:maybe|perhaps|later|nice|optional(?:ly)?|someday)\b|"
    r"\b(?:nice to have|follow-?ups?|(?:another|other|separate|own|different) (?:ticket|story|issue|pr)|"
    r"out of scope|not (?:a )?part of|not in (?:scope|here)|is handled (?:there|in)|something else|"
    r"not (?:now|yet|needed|required)|(?:\(|\b)(?:maybe|optional|nice|later)\))",
    re.IGNORECASE,
)
# The sentence calls itself the fix.
THE_FIX = re.compile(
    r"\b(?:this is the (?:fix|one)|(?:really )?just that|that['’]?s (?:all|it|the whole thing)|smallest "
    r"(?:step|fix|change)|the (?:actual|real|only) fix)\b|<-+ ?(?:this|the fix)",
    re.IGNORECASE,
)
# A workaround, a remark about the ticket itself, a wish: nothing that would be built.
NO_WORK = re.compile(
    r"^(?:investigate|research|evaluate|examine|quantify|look into|analy[sz]e)\b|"
    r"^as an? \w+(?: \w+)?,? i\b|"
    r"\b(?:it would be (?:good|helpful|nice|great|useful)|need to (?:examine|investigate|research)|"
    r"(?:fixed|avoided|solved|worked around) by|this (?:issue|ticket) tracks|was successful|"
    r"needs? to be (?:fixed|solved|resolved|investigated)|should be able to|i have |i've |owner:|"
    r"is with @|make sure to follow|we (?:cannot|can't|won't|should not)|look into|determine (?:how|why)|"
    r"once that)",
    re.IGNORECASE,
)
REPORTED_SPEECH = re.compile(
    r"\b(?:please (?:find|see|check|advise|suggest|let|note|fill|complete|provide|refer|follow|"
    r"attach|try|help)|thanks|thank you|see (?:below|above|attached|the attached|attachment|"
    r"screenshot|also|this)|attached|hi\b|hello|regards|cheers|clear and concise|"
    r"search(?:ed)? (?:existing|for)|i have (?:searched|read|checked)|fyi|note that this issue|"
    r"duplicate of|similar to|related to|followed? up|here is|here are|here's|for example|e\.g\.|"
    r"screenshot|as follows|following|steps to reproduce|how to reproduce|code of conduct|"
    r"any help|any idea|let me know|contributing|written up|sorry for|apologies|this is a (?:bug|"
    r"feature)|bug report|feature request|this template)\b",
    re.IGNORECASE,
)
CODE_TOKEN = re.compile(
    r"\w+\(\)?|\w+(?:\.\w+){2,}|[a-z]+[A-Z]\w*|\w+_\w+|[A-Z][a-z]+[A-Z]\w*|[/\\]\w+[/\\]\w+|"
    r"https?://\S+|[{}<>=;|$#@\[\]\\^~*`]|--\w+|\b[A-Z]{2,}-\d+\b|\b[0-9a-f]{7,}\b|\w+\.(?:java|"
    r"py|js|php|xml|yml|yaml|json|jar|sh|c|cpp|go|ts|html|log|conf|properties)\b"
)
# One of these and nobody outside engineering reads on: calls, paths, snake_case, dotted names, dumps.
UNREADABLE = re.compile(
    r"\w+\(|\w+_\w+|[/\\]\w[\w.-]*[/\\]|\w+(?:\.\w+){2,}|[{}<>=;|$^~`\\]|::|https?:|--\w|"
    r"\b[0-9a-f]{12,}\b|\w+#\w+|(?:\w*[a-z][A-Z]){2,}"
)
# Half of a thought, or a note to colleagues.
DANGLING = re.compile(
    r"\s*(?:[(\[{<@*#•+>|-]|(?:and|or|but|so|also|see|note|nb|shows?|here|source|definition|"
    r"figure|graph)\b|"
    r"(?:while|although|if|when)\b[^,]*$)",
    re.IGNORECASE,
)
# About ~60 GB, $118.25, "day(s)", a semicolon between clauses: plain enough for any reader.
# Versions, ticket keys, menu paths and a brand in CamelCase are too.
HARMLESS = re.compile(
    r"[~≈<>≤≥$€£]\s?(?=\d)|(?<=\bn) ?= ?(?=\d)|(?<=\bp\d\d) ?= ?(?=\d)|(?<=[a-z]) = (?=\d[\d.,]* ?(?:%|"
    r"per ?cent|s\b|min\b|h\b))|;(?=\s)|\(s\)|(?<=\d)\+|\b[A-Z]{2,10}-\d{1,6}\b|\bv?\d+(?:\.\d+){1,3}\b|"
    r"(?<=\w )-?->?(?= \w)|(?<=\w )>(?= [A-Z])|\b[A-Z][a-z]+[A-Z][a-z]+\b(?![(.#_])(?<!Exception)(?<!Error)"
)
# Verbs that open an order; those that are nouns as often count only before an article or a pronoun.
_ORDERS = (
    "accept|apply|ask|backfill|bring|buffer|cap|catch|choose|collect|combine|compare|compose|compress|"
    "compute|connect|correct|deduplicate|defer|delete|deliver|derive|detect|display|do|drain|"
    "escape|exclude|"
    "fetch|fill|find|finish|forbid|freeze|generate|get rid|give|go|grant|hide|ignore|include|"
    "inform|insert|invalidate|isolate|join|let|loosen|lower|make|mask|parse|pass|pay|"
    "pick|pin|poll|prefetch|prepare|preload|publish|pull|purge|push|put|raise|re(?:build|calculate|compute|"
    "connect|create|cover|direct|do|draw|fetch|fuse|generate|index|ject|load|paint|pair|peat|play|process|"
    "route|run|send|set|size|solve|submit|sume|try|use|vert|write)|rotate|round|save|send|"
    "serialise|serialize|"
    "serve|shorten|skip|sort|spread|strip|swap|synchroni[sz]e|take|tell|throttle|throw|tie|treat|trim|"
    "unblock|unlock|warm|warn|wrap"
)
_NOUN_TOO = (
    "alert|average|batch|block|book|bound|branch|charge|check|close|copy|count|cut|draw|export|file|filter|"
    "flag|group|hold|import|index|label|link|list|load|lock|map|mark|match|measure|mirror|name|"
    "open|order|page|"
    "park|place|plan|point|post|print|process|query|queue|read|record|render|request|return|schedule|"
    "scale|search|seed|share|ship|sign|start|stop|store|stream|sum|sync|tag|time|trace|trigger|turn|watch"
)
ORDER = re.compile(
    rf"^[\W_]*(?:(?:so|then|now|please|instead|just|and|idea|first|to)[,:]? )?{_THING}(?:(?:{_ORDERS})"
    r"(?= (?!was\b|is\b|are\b|were\b|has\b|had\b|did\b|does\b|in \w+ (?:is|was)|of )[\w\"'“‘(\[])|"
    rf"(?:{_NOUN_TOO}) (?:the|an?|each|every|it|them|both|only|all|one|this|that|these|our|their|"
    rf"its|no|up|back|"
    r"again|more|less|new|old)\b|(?:do not|don['’]t|never) \w+ )",
    re.IGNORECASE,
)
_LABEL_NOUN = r"(?i: (?:behaviou?r|results?|solution|fix|cause|situation|criteria|to reproduce|change))"
LABEL = re.compile(
    r"^(?:\W*)((?i:expected|actual|observed|proposed|suggested|possible|current|root|impact|"
    r"problem|cause|fix|solution|steps?|workaround|acceptance))"
    rf"(?:{_LABEL_NOUN}\s+(?=[A-Z])|{_LABEL_NOUN}?\s*[:=\-–]\s*)",
)
OWN_LABEL = re.compile(r"^\W*([A-Za-z][a-z' ]{1,28}?)(?:\s*[:=]|\s[-–—])\s+(?=\S)")
