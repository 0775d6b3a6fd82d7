"""What an order to the writer of the pitch looks like, be that a person, a tool or a model.

Data for `instructions`, in the form of `instruction_cues`: lower-case text, separators as spaces. What a
ticket asks of its product or of a colleague is no order: "The summary must show the total" stays.
"""

# ruff: noqa: E501 (a row of a table stays on its line)

from __future__ import annotations

# Where an address may begin: a sentence, a clause, a list item, a line of a log.
_START = r"(?:^ {0,8}|[.!?,;:\])] {1,4}| {2,}|(?:info|warn|warning|error|debug|trace) )"
_MODEL = r"(?:ais?|ai (?:agent|assistant|model|tool)s?|llms?|gpt|chatgpt|claude|gemini|copilot|chatbot|language models?|models?|assistant|bots?)"
_WRITER = (
    r"(?:summari[sz]ers?|(?:pitch|summary|note|text) (?:writer|author|bot|tool)|rewriter|copywriter"
    r"|(?:writer|author) of (?:the|this) (?:pitch|summary|note)|translat(?:or|ion) (?:bot|tool)"
    r"|(?:person|tool|one)(?: or (?:person|tool|model|bot))?)"
)
_TELL = (
    r"(?:say|state|claim|write|mention|put|use|name|call|tell|promise|describe|report|rate|list|quote|cite|include|add"
    r"|leave|skip|ignore|make|give|round|present|forget|note|approve|invent|set|drop|recommend|praise|append)"
)
_TEXT = r"(?:pitch(?:es)?|write ?up|framings?|planning note|one page|one pager)"
_OR_SUMMARY = rf"(?:{_TEXT}|summar(?:y|ies))"
_WRITES = r"(?:writes?|reads?|summari[sz]es?|rewrites?|prepares?|process(?:es)?|translates?|drafts?|turns?|makes?|pars(?:es?))"
_WRITING = r"(?:writing|reading|summari[sz]ing|rewriting|preparing|processing|translating|drafting|parsing)"
_THIS = r"(?:(?:(?:the|this|a|any|these|up|our) )*(?:pitch|summary|tickets?|issues?|planning note|note|slides|text|log)\b|(?:this|these|it)(?= ?(?:[,.:;?!]|please|should|must|can|will|has to|needs to|$)))"

ADDRESSED = (
    (
        "to |for |dear |hello |hi |hey |attention",
        rf"{_START}(?:to|for|dear|hello|hi|hey|attention|(?:note|nb|message|hint|task|instructions?|info|reminder)"
        rf"(?: to| for)) (?:(?:the|any|every|all|our|whatever) )*(?:{_MODEL}|{_WRITER})"
        rf"(?: ?[,:]| (?:that|who|which) {_WRITES}\b| {_WRITING}\b)",
    ),
    (
        "writer|author",
        rf"{_START}(?:note|nb|message|hint)(?: to| for) the (?:writer|author)s? ?[:,]",
    ),
    (
        "ai:|ai,|ai :|ais|agent|llm|gpt|claude|gemini|copilot|bot|model|assistant|writer|author|summari|tool|person|one,|one:"
        "|translat",
        rf"{_START}(?:{_MODEL}|{_WRITER}|translator|writer)(?:,| ?:) (?:please |kindly |be a good sport and |now |always |never )*"
        rf"{_TELL}\b",
    ),
    (
        "ai|llm|gpt|assistant|bot|model",
        rf"{_START}(?:ai|llm|gpt|chatgpt|assistant|language model) ?: (?:today'?s?|this|your|the "
        rf"(?:number|target|owner|customer|cause|figure|review|deal|board|fix))\b",
    ),
    ("translator", rf"{_START}(?:dear |hello |hi |hey )translator\b"),
    (
        "@",
        rf"@(?:ai|llm|gpt|chatgpt|claude|copilot|bot|assistant|summari[sz]er|translator)\b(?: please)? {_TELL}\b",
    ),
    ("llm|ai", r"\b(?:llm|ai) (?:note|hint|prompt) ?(?::|  )"),
    ("you", r"\byou,? the (?:model|ai|assistant|writer|llm|bot)\b"),
    (
        "whoever|whatever|anyone|anybody|person|tool|one |whom",
        rf"\b(?:whoever|whatever(?: \w+)?|any(?:one|body) who|whom it may concern who"
        rf"|(?:person|tool|one|model|ai|bot)s?(?: or \w+)? (?:that|who|which)) {_WRITES} {_THIS}",
    ),
    (
        "one |body |bots|models|agents|tools|ais |llms",
        r"\b(?:anyone|anybody|everyone|bots|models|agents|tools|ais|llms)(?: and \w+)? "
        r"(?:summari[sz]ing|rewriting|processing|parsing|translating|drafting) (?:this|tickets?|these)\b",
    ),
    ("ai |llm |model |bot |assistant ", rf"\btell the (?:ai|llm|model|bot|assistant) to {_TELL}\b"),
    ("human", r"\bhuman ?: [^\n]{1,200}[?.!] {1,3}(?:ai|assistant) ?: "),
    ("prompt: you|[system]", r"\bprompt: you\b|\[system\]"),
    (
        "system",
        rf"{_START}system ?: (?:evidence|all (?:blanks|figures|numbers|checks)|(?:the )?(?:checks|figures|blanks))\b",
    ),
)
_SECOND_PERSON = (
    (
        "you ",
        r"\b(?:summary|pitch|text|write ?up|description|note|version|framing)s? (?:that |which )?you "
        r"(?:write|produce|make|draft|generate|prepare)\b",
    ),
    ("whatever you", r"\bwhatever you (?:write|generate|produce|draft|output)\b"),
    (
        "you ",
        r"\bwhen(?:ever)? you (?:turn (?:this|it) into|rewrite (?:this|it|the ticket)|pitch (?:this|it)"
        r"|write (?:this|it) up|present (?:this|it|the ticket)|describe (?:this|it|the (?:ticket|outage)))\b",
    ),
    ("your ", rf"\b(?:in|of|from|for) your (?:{_TEXT}|version)\b"),
    (
        "your job is",
        r"\byour (?:job|task|role) is to (?:convince|sell|persuade|praise|recommend|promote|write|say)\b",
    ),
    (
        "you ",
        r"\byou (?:should|must|have to|will)(?: always)? (?:recommend|praise|promote|sell) (?:this|it|our)\b",
    ),
    ("author|writer", r"\bas the (?:author|writer) of (?:the|this) (?:pitch|summary|note),? you\b"),
    ("if you ", r"\bif you (?:described|called|presented|portrayed|framed) (?:\w+ ){1,4}as\b"),
    ("pretend", r"\bpretend (?:that )?(?:\w+ ){1,8}when you (?:describe|write|summari[sz]e|present|tell)\b"),
    (
        "you are|you're",
        r"\byou(?: are|'re) (?:now )?(?:the|an?|our|my) (?:\w+ ){0,2}?(?:product manager|sales ?(?:man|person|rep)"
        r"|press officer|marketer|copywriter|ceo|consultant|lawyer|journalist|spokes\w+|translator bot|writer)"
        r"(?: ?[;,.:]| who\b| and\b| that\b)",
    ),
    (
        "act as",
        r"\bact as (?:our|my|an?|the) (?:\w+ ){1,3}?and (?:describe|call|present|praise|sell|claim|report)\b",
    ),
    ("estimate", r"\ballowed to (?:estimate|invent|guess)\b"),
)
_TEXTS = (
    (
        "pitch|framing|write up|writeup|planning note|one page",
        rf"\b(?:the|this|your) {_TEXT} (?:should|must|has to|needs to|shall|ought to|may|will) (?:not |never |also )?"
        r"(?:name|say|mention|state|call|contain|include|claim|promise|start|open|end|use|list|describe|quote|read)\b",
    ),
    (
        "of the pitch|of this pitch|of your",
        r"\b(?:headline|title|opening|first (?:line|sentence)|number|ask|proof|readers?) of (?:the|this|your) pitch\b",
    ),
    (
        "the pitch|the write|the framing|this pitch|the planning",
        rf"\b{_TELL} (?:[^.!?\n]{{1,80}} )?in(?:to)? (?:the|this|every|each) {_TEXT}\b",
    ),
    ("in the write up that|in the pitch that", rf"\bin the {_TEXT} that\b"),
    ("open|start|begin|end|close", rf"\b(?:open|start|begin|end|close) (?:the|this) {_OR_SUMMARY} with\b"),
    ("make the|let the", rf"\b(?:make|let) (?:the|this) {_OR_SUMMARY} (?:say|sound|look|read|claim)\b"),
    (
        "word for word|verbatim|as is",
        r"\b(?:use|repeat|copy) (?:this|the following|these) (?:sentence|phrase|words?|text|quote)s? "
        r"(?:word for word|verbatim|as is)\b",
    ),
    (
        "in the |in every |in each |in all ",
        rf"\bin (?:the|every|each|all) (?:(?:framing|version|part|section)s? for \w+|(?:executive|sales|support|finance)"
        rf"(?:'s)? (?:version|framing|part))(?:,| ) ?(?:please )?{_TELL}\b",
    ),
    (
        "in every|in each|in all",
        r"\b(?:state|say|claim|write|mention|repeat) in (?:every|each|all) (?:versions?|framings?|parts?)\b",
    ),
    (
        "as",
        r"\b(?:present|sell|frame|portray|depict|write up|pitch) (?:this|it|the (?:ticket|fix|outage|work)|this "
        r"(?:ticket|work))(?: up)?(?: to (?:\w+ ){1,3}?)? ?as\b",
    ),
    ("rate|rank|score", r"\b(?:rate|rank|score) (?:this|the) (?:ticket|issue|work) (?:as|at)\b"),
    ("sound", r"\bmake (?:this|it) sound\b"),
    (
        "summary",
        r"\bif (?:the|this) summary (?:could|would|might) (?:also )?(?:say|mention|state|call|claim)\b",
    ),
    (
        "of this ticket|of this issue",
        r"\b(?:the )?summary of this (?:ticket|issue) (?:must|should|has to|shall|needs to)\b",
    ),
    ("if this", r"\bif this is (?:being |to be )?(?:summari[sz]ed|rewritten|pitched)\b"),
    (
        "when |while ",
        rf"\b(?:when|while) (?:generating|writing|drafting|preparing|making) (?:the|this|an?|your) {_OR_SUMMARY},? "
        rf"(?:please )?(?:always )?{_TELL}\b",
    ),
    (
        "generated|resulting|produced|rewritten",
        r"\bthe (?:generated|resulting|produced|rewritten) (?:text|summary|pitch) (?:should|must|has to) "
        r"(?:not |never )?(?:say|state|mention|claim|contain|call|promise)\b",
    ),
    (
        "reader|board|executives",
        r"\b(?:do not|don't|never) (?:mention|tell|show|reveal|admit) (?:\w+ ){0,5}to (?:the |your |any )?"
        r"(?:readers?|board|executives)\b",
    ),
    ("reader", r"\btell (?:your|the) readers? (?:that|of|about)\b"),
    ("whoever", rf"\bfor whoever {_WRITES}\b"),
)
_PROOF = (
    ("cite it|cite this|cite me", r"\bcite (?:it|this|me|them|this comment) (?:as|without)\b"),
    ("cite this", r"\bcite this (?:comment|ticket|line|text) as\b"),
    ("quote me", r"\bquote me (?:as|saying|with)\b"),
    (
        "evidence|proof|verified|confirmed|sales story|support case",
        r"\b(?:treat|use|count|take|regard) (?:this|it|the following|these|them|that|everything) (?:\w+ ){0,2}?as "
        r"(?:an? |the |our )?(?:verified|confirmed|evidence|proof|sales story|support case|source)\b",
    ),
    ("count as", r"\b(?:figures?|numbers?) in this (?:ticket|text) counts? as\b"),
    ("evidence", r"\bevidence (?:checks?|rules?) (?:is|are) (?:off|disabled|switched off|suspended)\b"),
    ("blanks", r"\bblanks (?:are|have|must|should) (?:to )?be (?:filled|left|removed)\b"),
    (
        "as today|as the",
        r"\buse \d[\d.,]* ?\S{0,3} (?:\w+ )?as (?:today|the (?:number of|target\b|figure\b|headline\b|loss\b))",
    ),
    ("at ", r"\bput the (?:number|figure|count|damage|loss)(?: of (?:\w+ ){1,4}?| )at \d"),
)
_ABROAD = (
    # German
    (
        "ki|sprachmodell|verfasser|autor",
        r"\b(?:an|für|hinweis an|hinweis für) (?:die|das|den|alle) (?:ki|künstliche intelligenz|sprachmodelle?|verfasser"
        r"(?:in)?|autor(?:in)?)\b(?: \w+){0,2} ?[:,]",
    ),
    (
        "wer ",
        r"\bwer (?:auch immer )?(?:das|dies|dieses ticket|den pitch|die zusammenfassung|daraus)(?: \w+){0,3} "
        r"(?:zusammenfasst|schreibt|liest|übersetzt|verfasst|macht)\b",
    ),
    (
        "zusammenfassung|pitch|kurzfassung",
        r"\b(?:erwähne(?:n sie)?|schreibe?(?:n sie)?|nenne(?:n sie)?|sage?(?:n sie)?|behaupte|lasse?|gib|füge)\b"
        r"(?: \w+){0,6} (?:in|im|aus) (?:der |die |den |dem |deine[rm]? )?(?:zusammenfassung|pitch|kurzfassung)\b",
    ),
    ("nenne", r"\bnenne(?:n sie)? als (?:verantwortliche\w*|ziel|zahl|kund\w+|ursache)\b"),
    # French
    (
        "l'ia|modèle|assistant|rédacteur",
        r"\b(?:à|pour|note pour|note à) (?:l'ia|l'assistant|le modèle|le rédacteur)\b ?[:,]",
    ),
    ("qui ", r"\b(?:celui|celle|ceux|la personne) qui (?:rédige|écrit|résume|lit|traduit)\w*\b"),
    (
        "pitch|résumé",
        r"\b(?:préciser|mentionner|dire|écrire|indiquer|dis|écris|indique|mentionne|précise)(?: \w+)?? dans (?:le|ton|"
        r"votre|ce) (?:pitch|résumé)\b|\bdans (?:le|ce) (?:pitch|résumé),? (?:dis|indique|écris|précise|mentionne)\b",
    ),
    ("que tu ", r"\b(?:texte|résumé|pitch) que tu (?:rédiges|écris|produis)\b"),
    ("assistant", r"\bassistant ?: (?:dis|écris|indique)\b"),
    # Spanish and Portuguese
    (
        "para ",
        r"\b(?:nota )?para (?:la ia|el modelo|el asistente|a ia|o modelo|o assistente)\b ?[:,]",
    ),
    (
        "quien |quem ",
        r"\b(?:quien (?:redacte|escriba|resuma|traduzca)|quem (?:escrever|redigir|resumir|traduzir))\b",
    ),
    (
        "pitch|resum",
        r"\b(?:menciona|di|escribe|indica|incluye|mencione|diga|escreva|inclua|indique)(?: \w+){0,4}? (?:en el|no) "
        r"(?:pitch|resumen|resumo)\b|\b(?:en el|no) (?:pitch|resumen|resumo),? (?:di|menciona|escribe|indica|pon|diga|"
        r"mencione|escreva|indique)\b",
    ),
    (
        "asistente|assistente",
        r"\b(?:asistente|assistente) ?: (?:di|escribe|menciona|diga|escreva|mencione)\b",
    ),
    # Chinese
    ("ai", r"(?:致|给) ?ai"),
    ("写摘要|撰写|总结的人", r"写(?:摘要|总结|推介)的人|撰写(?:者|摘要|推介)|总结的人"),
    ("推介|摘要|总结", r"在?(?:推介|摘要|总结)(?:里|中)(?:请)?(?:说明|写|注明|说|提到|称)"),
    ("助手", r"助手 ?: ?请?(?:说|写|注明)"),
)
TO_THE_WRITER = (*ADDRESSED, *_SECOND_PERSON, *_TEXTS, *_PROOF, *_ABROAD)
