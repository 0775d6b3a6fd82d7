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
    r"possible|easy|simple) (?:fix|solution)|to fix this|suggest(?:ed|ion)?|let'?s|planning to|"
    r"would be (?:nice|good|better|great|useful|helpful) to|needs? to be|has to be|have to be|"
    r"goal is to|aim is to|this (?:issue|ticket|task|story) (?:is|tracks|covers|will)|i(?:'d|"
    r" would) like to|as an? \w+(?: \w+)?,? i (?:want|would like|need|can|could|should)|patch)\b",
    re.IGNORECASE,
)
IMPERATIVE = re.compile(
    r"^(?:add|adopt|allow|automate|avoid|build|bump|cache|change|clean|consolidate|convert|create|"
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
DONE = re.compile(r"(?:done (?:when|if|once)|finish line|finished when|target:|check:)", re.IGNORECASE)
# A workaround, a remark about the ticket itself, a wish: nothing that would be built.
NO_WORK = re.compile(
    r"^(?:investigate|research|evaluate|examine|quantify|look into|analy[sz]e)\b|^as an? \w+(?: \w+)?,? i\b|"
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
    r"\s*(?:[(\[{<@*#•+>|-]|(?:and|or|but|so|also|see|note|nb|shows?|here|source|definition|figure|graph)\b|"
    r"(?:while|although|if|when)\b[^,]*$)",
    re.IGNORECASE,
)
# About ~60 GB, $118.25, "day(s)", a semicolon between clauses: plain enough for any reader.
# Versions, ticket keys, menu paths and a brand in CamelCase are too.
HARMLESS = re.compile(
    r"[~≈<>≤≥$€£]\s?(?=\d)|;(?=\s)|\(s\)|(?<=\d)\+|\b[A-Z]{2,10}-\d{1,6}\b|\bv?\d+(?:\.\d+){1,3}\b|"
    r"(?<=\w )-?->?(?= \w)|(?<=\w )>(?= [A-Z])|\b[A-Z][a-z]+[A-Z][a-z]+\b(?![(.#_])(?<!Exception)(?<!Error)"
)
INSTRUCTION = re.compile(
    r"\b(?:ignore (?:all |any |the |your )?(?:previous |prior |above )?(?:rules|instructions|"
    r"prompts?|guidelines)|disregard (?:the|all|your|previous)|you are (?:now )?(?:an? )?(?:ai|"
    r"assistant|language model|chatbot)|system prompt|write (?:in the pitch )?that (?:we|the|it)|"
    r"as an ai|respond with|output only|say that we|do not mention)\b",
    re.IGNORECASE,
)
_LABEL_NOUN = r"(?i: (?:behaviou?r|results?|solution|fix|cause|situation|criteria|to reproduce|change))"
LABEL = re.compile(
    r"^(?:\W*)((?i:expected|actual|observed|proposed|suggested|possible|current|root|impact|"
    r"problem|cause|fix|solution|steps?|workaround|acceptance))"
    rf"(?:{_LABEL_NOUN}\s+(?=[A-Z])|{_LABEL_NOUN}?\s*[:\-–]\s*)",
)
