"""What an order to a machine reader looks like, as patterns. Data for `instructions`.

`WORDS` are matched against lower-case text whose line breaks, hyphens, underscores and list marks are
spaces; the others against the text as it is. No pattern has a repeat inside a repeat. A row of `WORDS`
opens with letters, parted by |, of which some must be in the text: most rows are passed over by them.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from translator.writer_cues import TO_THE_WRITER

_S = r"[ ,]{1,6}"  # between words
_ANY = r"(?:\w+[ ,]{1,6}){0,4}?"  # a few words between
_AT = r"(?:^ {0,8}|[.!?] {1,4})"  # where a sentence starts
_AFTER = r"(?:^ {0,8}|[.!?,;:] {1,4})"
_FEW = r"(?:\w+[ ,]{1,6}){0,2}?"
_MACHINE = r"(?:ai|llm|gpt|chatgpt|claude|gemini|copilot|chatbot|language model|assistant)"
_TELL = (
    r"(?:write|say|state|claim|report|output|print|answer|respond|reply|add|append|include|insert|ignore|"
    r"disregard|forget|mark|leave|call|approve|round|give|quote|always|never|follow|obey|skip|praise)"
)
_DROP = (
    r"(?:ignore|disregard|forget|override|bypass|discard|neglect|skip|do not follow|don't follow|do not obey|"
    r"stop following|pay no attention to|leave aside)"
)

# The oldest form; also looked for backwards and in rot13.
_IGNORE_BEFORE = (
    rf"\b{_DROP}{_S}{_ANY}(?:previous|prior|earlier|preceding|above|original|initial|all){_S}{_FEW}"
    r"(?:instructions?|directions|directives?|prompts?|guidelines)\b"
    rf"|\b(?:ignore|disregard|forget|override|bypass){_S}(?:all |any |every )?(?:of )?your{_S}{_FEW}"
    r"(?:instructions?|rules|prompts?|guidelines|directives?|programming|training|guardrails)\b"
)

_BEFORE = (
    (
        "above",
        r"\b(?:ignore|disregard|forget) (?:the |all )?(?:of the )?above(?:,| and| then) "
        rf"(?:\w+ ){{0,2}}?{_TELL}\b",
    ),
    (
        "disregard|forget|ignore",
        rf"\b(?:ignore|disregard|forget){_S}(?:everything|anything|all|what){_S}{_ANY}"
        r"(?:above|before this|so far|until now|you (?:were|have been) told)\b",
    ),
    (
        "you were|you have been|you had been",
        r"\b(?:instructions?|rules?|directions|guidelines|prompt) (?:that )?you (?:were|have been|had been) "
        r"(?:given|told)\b",
    ),
    ("instruction", r"\binstructions? you (?:received|got|have received)\b"),
    (
        " instructions ",
        r"\b(?:your|the|all) (?:previous|prior|earlier|old|original) instructions (?:\w+ ){0,3}"
        r"(?:no longer|invalid|void|wrong|cancell?ed|obsolete)\b",
    ),
    ("above ", r"\b(?:nothing|none of (?:what|that)) (?:\w+ ){0,4}above (?:\w+ ){0,4}applies to you\b"),
    ("instruction", r"\b(?:new|real|actual|updated) (?:system )?instructions? ?: "),
    ("your ", r"\byour (?:real|true|actual|new) instructions\b"),
    (
        "obey|ignore|disregard",
        r"\byou (?:must|will|shall|have to|should) (?:now |only )*(?:obey|ignore|disregard)\b",
    ),
    (
        "from now|from here|from this point",
        r"\bfrom (?:now|here|this point) on,? you (?:must|will|only|write|answer|are|obey|may)\b",
    ),
    ("rules in your ", r"\brules in your (?:system )?prompt\b"),
)
_ROLE = (
    (
        "you are ",
        r"\byou are (?:now )?(?:an? |the )?(?:\w+ ){0,3}?(?:dan|ai|llm|language model|chatbot|assistant|bot)"
        r"(?: now\b| with no\b| without\b| and can\b|[.,!]|$| that must\b| who must\b)",
    ),
    (
        " ai|llm|language model|chatbot",
        r"\bas (?:an? )(?:\w+ )?(?:ai|llm|language model|ai assistant|ai model|chatbot),? (?:you|please)\b",
    ),
    (
        "if you",
        r"\bif (?:you are|you're) an? (?:\w+ )?(?:ai|llm|bot|language model|assistant|machine|automated)\b",
    ),
    (
        "attention|dear|hey|message to|note to|reminder for",
        rf"\b(?:attention|dear|hey|note to|message to|reminder for)(?: the| all| any)? (?:\w+ )?"
        rf"(?:{_MACHINE}|model)(?: \w+)?(?! team)[,:]",
    ),
    (
        "attention|message to|note to",
        rf"\b(?:note to|message to|attention) (?:the |any |all )?(?:{_MACHINE}|ai \w+)\b",
    ),
    (
        " ai|llm|gpt|claude|gemini|copilot|chatbot|language model|assistant",
        rf"{_AT}(?:for|to) (?:the|any|every) {_MACHINE}(?: (?:that|who|which) \w+ (?:this|it))? ?:",
    ),
    (
        "ai,|ai:|llm|gpt|claude|gemini|copilot|chatbot|model,|model:|assistant",
        rf"{_AFTER}(?:{_MACHINE}|model)[,:] (?:please |kindly |now |you (?:can|may|must|should) "
        rf")?(?:{_TELL}|drop)\b",
    ),
    (
        " ai |automated|machine",
        r"\b(?:any|every|all|an|when an|if an) (?:ai|automated|machine)(?: \w+){0,2} (?:reads?|reading|"
        r"process\w*|"
        r"summari[sz]\w+|analy[sz]\w+|triag\w+) (?:of )?this\b",
    ),
    (
        "whoever|whatever|anything|anyone",
        r"\b(?:whoever|whatever|anything|anyone) (?:or whatever )?(?:reads|summari[sz]es|translates|"
        r"processes) this\b",
    ),
    (
        " ai | llm | language model ",
        rf"\b(?:the|any|every) (?:ai|llm|language model) (?:will|must|should|shall|has to) {_TELL}\b",
    ),
    ("the model ", r"\bthe model (?:must|should|shall) (?:round|claim|say|state|write|approve|ignore)\b"),
    (
        "pretend|imagine|behave|act as|act like",
        r"\b(?:pretend|imagine|act|behave)(?: that)?(?: to be| you are| as| like| as if you were)? (?:\w+ "
        r"){1,6}?(?:and|who has) "
        r"(?:write|say|answer|approved?|sign(?:ed)? off|tell|read them)\b",
    ),
    ("role play|roleplay", r"\brole ?play as\b"),
    (
        " developer mode and ",
        r"\b(?:enter|enable|activate) developer mode and (?:show|reveal|print|answer|ignore)\b",
    ),
    ("a good ", r"\ba good (?:assistant|ai|model) (?:always|never)\b"),
    (" override", r"\b(?:authori[sz]ed|administrator|admin|official) override\b"),
    (
        "purposes",
        r"\bfor (?:testing|test|debugging|training) purposes(?: only)?,? (?:please )?(?:write|say|state|"
        r"output|answer|print)\b",
    ),
    ("assistant: ", r"\bassistant: (?:sure|certainly|of course|yes|here is|the answer is)\b"),
)
_FORMAT = (
    (
        "exactly|just|nothing but|only",
        r"\b(?:output|print|respond|reply|answer|say|write|return)(?: with| in)?(?: only| just| exactly| "
        r"nothing but)+"
        r"(?: with)? (?:the (?:word|phrase|sentence|following)|this (?:word|phrase|sentence)|[\"“'])",
    ),
    (
        " the word",
        r"\b(?:output|print|answer with|respond with|reply with|write) the word\b"
        r"(?! \w+ (?:on|in|at|above|below|next|under|to) )",
    ),
    (
        "answer|reply|respond",
        rf"{_AT}(?:respond|reply|answer) (?:only )?in (?:capital|french|german|spanish|english|chinese|"
        rf"prose|rhyme|verse)\b",
    ),
    (
        "your ",
        r"\byour (?:answer|reply|summary|pitch|json|framings?) (?:must|should|shall|has to|needs to)\b",
    ),
    (
        " your ",
        r"\b(?:in|of|end|wrap|begin|start|put|close|finish) your (?:answer|reply|summary|pitch|text|json|"
        r"framings?)\b"
        r"(?: with| in|,|[.]|$| word)",
    ),
    ("your summary", r"\byour summary\b"),
    (
        "when you ",
        r"\bwhen you (?:summari[sz]e|translate|rewrite|process) (?:this|the) (?:ticket|text|issue|incident)"
        r"\b",
    ),
    ("do not ", r"\bdo not (?:tell|inform|let) the (?:user|reader) (?:about|know|of) (?:this|that|any)\b"),
    ("mark ", rf"{_AT}(?:please )?mark (?:this |the )?(?:pitch |ticket |request |work |it )?as approved\b"),
    (
        "configuration and|instructions|prompt",
        r"\b(?:print|reveal|show|repeat|display|leak|output|give me|show me|dump) (?:me )?(?:your|its) "
        r"(?:\w+ ){0,3}?"
        r"(?:prompt|instructions|configuration and)\b",
    ),
    (" system prompt", r"\b(?:your|the hidden|the full|the whole) system prompt\b"),
    ("content", r"\bcontents? of your instructions\b"),
    ("repeat the ", r"\brepeat the (?:text|words|lines) above\b"),
    (
        "phrase|sentence|paragraph|words|footnote|link|image|heading",
        r"\b(?:include|insert|add|append|write|quote) (?:exactly )?(?:the|this|a)(?: new)? (?:phrase|"
        r"sentence|paragraph|words|footnote|link|image|heading)"
        r" (?:[^.\n]{0,60} )?(?:in|into|to|at|of) (?:every|each|your|the summary|the pitch|the answer)\b",
    ),
    (
        "each |every ",
        r"\b(?:end|begin|start|open|close) (?:each|every) (?:paragraph|sentence|framing|answer) with\b",
    ),
    (
        "what it|what they|what this|its instructions",
        r"\b(?:and|then) (?:follow|obey|do|execute) (?:what (?:it|they|this) says?|its instructions)\b",
    ),
    ("and obey", r"\band obey\b"),
    ("say so", r"\bsay so[.]?(?:$| and)"),
    (" you write", r"\b(?:everything|anything|every sentence|each sentence|all) you write\b"),
    (
        "the evidence|the ledger|the blanks|the schema|the truth rules",
        r"\b(?:ignore|leave out|drop|skip) the (?:evidence|ledger|blanks|schema|truth rules)\b",
    ),
    ("tell the reader to", r"\btell the reader to\b"),
    ("mention @", r"\bmention @(?:everyone|channel|here)\b"),
    (
        "conversation|pitch|prompt|ticket",
        r"\b(?:send|post|forward|upload|encode|attach) (?:the|this|all) (?:ticket|pitch|prompt|conversation)"
        r"(?: text)?"
        r" (?:to|in|as) [^.\n]{0,40}(?:https?:|base64|@)",
    ),
    ("this pitch|this summary|this answer", r"\b(?:forward|send|mail) this (?:pitch|summary|answer) to\b"),
    ("translate everything into", r"\btranslate everything into\b"),
    (
        "write that ",
        rf"(?:{_AFTER}|\band )(?:then |now |just |please |only )*write that (?:the|our|it|we|a|no|legal|"
        rf"everything|nothing)\b(?![^.!?]{{0,80}} (?:in)?to (?:the|an?) "
        rf"(?:\w+ )?(?:log|logs|file|table|database|console|history|journal|trail)\b)",
    ),
    ("state that|claim that", rf"{_AFTER}(?:state|claim) that (?:\w+ ){{1,6}}"),
    ("in front of each sentence", r"\bin front of each sentence\b"),
)
_PRODUCT = (
    ("slots", r"\b(?:use|with|without|needs?) (?:no |any )?slots\b"),
    ("one breath", r"\bone breath (?:as|twice|to|with|must)\b|\bin one breath\b(?= write)"),
    (" framing", r"\b(?:every|each|all|next) framings?\b(?! (?:error|layer|protocol|bit|format))"),
    ("evidence id", r"\bevidence ids? (?:are|is|[a-z]\d)"),
    ("cite ", r"\bcite (?:evidence|incident|it as|[a-z]\d)|\band cite (?:it|[a-z]\d)"),
    ("invent ", r"\binvent (?:an?|some|plausible|any) (?:\w+ )?(?:numbers?|figures?|quotes?|dates?)\b"),
    ("truth rules|grounding rules", r"\b(?:truth|grounding) rules (?:are|do not|no longer)\b"),
    ("blanks", r"\b(?:leave|drop|fill|remove) (?:no |the |all |every )?blanks\b"),
    ("every part |null for every part", r"\bevery part (?:says|you return|must)\b|\bnull for every part\b"),
    ("set the reading to", r"\bset the reading to\b"),
    ("needs no ", r"\bneeds no (?:evidence|review)\b"),
    (
        "summary as|pitch as|framing as|framings as",
        r"\b(?:format|render) (?:the |this |your |each |every )(?:next )?(?:summary|pitch|framings?) as\b",
    ),
    ("the quotation|new section", r"\bclose the quotation\b|\bstart a new section called\b"),
    ("the schema aside|in prose", r"\bleave the schema aside\b|\banswer in prose\b"),
    ("the pitch is ", r"\bthe pitch is (?:complete|approved)\b"),
    (
        "close the json|the json you return|your json",
        r"\bthe json you return\b|\bclose the json\b|\byour json\b",
    ),
)
_LANGUAGES = (
    # Spanish, Portuguese, Italian
    (
        "ignor",
        r"\bignor[ae]r? (?:todas? |tutte )?(?:las |tus |as |suas |le |tue )?(?:\w+ )?(?:instrucciones|"
        r"instruções|instrucoes|istruzioni)\b",
    ),
    (
        "dimentica|esqueça|olvida",
        r"\b(?:olvida|esqueça|dimentica) (?:todas? |tutte )?(?:las |tus |as |suas |le |tue )+(?:\w+ )?"
        r"(?:instrucciones|instruções|istruzioni|reglas|regras|regole)\b",
    ),
    (
        "a partir de a|ahora eres un |eres ahora un",
        r"\ba partir de (?:ahora|agora),? (?:eres|você é)\b|\beres ahora un\b|\bahora eres un (?:asistente|"
        r"bot|modelo)\b",
    ),
    (
        "en tu res|nel tuo riassunto|no seu resumo",
        r"\b(?:en tu (?:resumen|respuesta)|no seu resumo|nel tuo riassunto)\b",
    ),
    ("responde ", r"\bresponde (?:solo|únicamente) con\b"),
    # German, Dutch
    (
        "ignorier",
        r"\bignorier(?:e|en sie|t)? (?:alle |bitte |sämtliche )*(?:\w+ ){0,2}?(?:anweisungen|instruktionen|"
        r"vorgaben)\b",
    ),
    (
        "vergi",
        r"\bvergi(?:ss|ß) (?:alle |bitte )?(?:deine|die) (?:\w+ )?(?:anweisungen|regeln|instruktionen|"
        r"vorgaben)\b",
    ),
    ("du bist ", r"\bdu bist (?:jetzt|nun|ab jetzt|ab sofort) ein"),
    ("in deiner ", r"\bin deiner (?:zusammenfassung|antwort)\b"),
    ("antworte ", r"\bantworte (?:nur|ausschließlich) mit\b"),
    ("negeer ", r"\bnegeer (?:alle )?(?:\w+ ){0,2}?(?:instructies|opdrachten|aanwijzingen)\b"),
    # French
    (
        "instructions|consignes",
        r"\bignorez? (?:toutes )?(?:les|tes|vos) (?:\w+ )?(?:instructions|consignes)\b",
    ),
    ("oublie", r"\boublie[zs]? (?:toutes )?(?:les|tes|vos) (?:\w+ )?(?:instructions|consignes|règles)\b"),
    ("tu es|vous êtes", r"\b(?:tu es|vous êtes) (?:maintenant|désormais) une? "),
    ("dans ", r"\bdans (?:ton|votre) (?:résumé|réponse)\b"),
    ("répond", r"\bréponds? uniquement\b|\brépondez uniquement\b"),
    # Russian, Chinese, Japanese, Korean
    (
        "забудь|игнорируй",
        r"(?:игнорируй|забудь)(?:те)? (?:все |свои )?(?:\w+ )?(?:инструкции|указания|правила)",
    ),
    ("忘记|忽略|忽視|无视|無視", r"(?:忽略|无视|忘记|忽視|無視).{0,10}(?:指令|指示|提示|规则|規則)"),
    ("你现在是|只回答|在你的", r"你现在是|在你的(?:总结|摘要|回答)|只回答"),
    ("無視", r"(?:指示|命令|ルール).{0,10}無視"),
    ("무시", r"(?:이전|위의|모든).{0,10}(?:지시|명령).{0,8}무시"),
)


class Cue(NamedTuple):
    """A pattern, and the letters of which some must stand in the text for it to be worth a try."""

    letters: tuple[str, ...]
    pattern: re.Pattern[str]
    opens: bool = False  # is read at the start of a sentence or line only


def _cue(letters: str, pattern: str) -> Cue:
    return Cue(tuple(letters.split("|")), re.compile(pattern), "(?:^ {0,8}|" in pattern)


IGNORE_BEFORE = _cue("directions|directive|guidelines|instruction|prompt|your", _IGNORE_BEFORE)
WORDS: tuple[Cue, ...] = (
    IGNORE_BEFORE,
    *(_cue(*row) for row in (*_BEFORE, *_ROLE, *_FORMAT, *_PRODUCT, *_LANGUAGES, *TO_THE_WRITER)),
)

# A new turn of a conversation or the end of the prompt, played: what follows is part of it.
MARKS: re.Pattern[str] = re.compile(
    r"<\|(?:im_start|im_end|endoftext|system|user|assistant|eot_id|start_header_id|end_header_id)\|>"
    r"|\[/?INST\]|<</?SYS>>"
    r"|</(?:data|ticket|document|context|input|incident|answer)>\s{0,3}(?:<instructions?>|task\b|system\b|"
    r"now\b|write\b|human:)"
    r"|<(?:system|assistant|developer|instructions?|prompt)>\s{0,3}(?:you\b|the pitch\b|evidence ids\b|"
    r"ignore\b|call\b|"
    r"write\b|say\b|never\b|always\b|all \w+ are\b)"
    r"|^\W{0,4}system(?: message| prompt)? ?: ?(?:you\b|ignore\b|the truth rules|never\b|always\b|write\b|"
    r"from now)"
    r"|^#{1,4} ?(?:instruction|human|assistant) ?:"
    r"|(?<![-=#*])[-=#*]{3,}+ ?end of (?:the )?(?:data|ticket|prompt|user input"
    r"|input|context|document|instructions)\b"
    r"|\bend of (?:user input|system prompt|prompt)\b"
    r"|^\W{0,4}(?:human|user) ?: ?[^\n]{0,300}\n\W{0,4}(?:assistant|ai) ?:"
    r"|<!--\s{0,3}(?:system|assistant|ai|llm|prompt) ?:",
    re.IGNORECASE | re.MULTILINE,
)

# Forms that only this product, or a program that calls a model, writes.
ORDERS: re.Pattern[str] = re.compile(
    r"«\??[a-z]\d{1,4}»"
    r'|"moment"\s{0,3}:\s{0,3}\{|"(?:planning_note|review_date|customer_moment|framings)"\s{0,3}:'
    r"|\bpitch\s{0,2}[:=]\s{0,2}\{"
    r'|"role"\s{0,3}:\s{0,3}"(?:system|assistant|developer)"\s{0,3},\s{0,3}"content"'
    r'|"(?:parts|one_breath)"\s{0,3}:\s{0,3}(?:\{|null)'
    r'|\bone_breath\b|"status"\s{0,3}:\s{0,3}"(?:claim|assumption|proposed)"'
    r'|\}, ?"approved"\s{0,3}:\s{0,3}true|a field "approved"'
    r"|\b(?:add|include|insert|append|put)(?: the image)? !\[[^\]\n]{0,80}\]\(http[^)"
    r"\n]{0,300}\) (?:at the end|in your|to (?:each|every|your))",
    re.IGNORECASE,
)

# Weak on its own: tells somebody what to write. Read only beside an order.
AGAIN: re.Pattern[str] = re.compile(
    rf"^\W{{0,6}}(?:step \w{{1,3}}\W{{1,3}}|and |then |now |also |please |only |just |you |in your \w+,? )*"
    rf"(?:{_TELL}|use|replace|promise|state|continue|type|put|treat|cite|do not|don't|may|must|can|no|"
    r"needs?|from now on|your|you are|instead)\b"
)
