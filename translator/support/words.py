"""Words as the support check compares them: stems, words that claim nothing, words that weigh much.

The lists are of plain English and know no product and no ticket.
"""

from __future__ import annotations

from translator.grounding import FUNCTION_WORDS

_ENDINGS = ("ations", "ation", "ures", "ings", "ure", "ing", "ies", "ers", "ed", "er", "es", "ly", "s", "e")
_LEAST_STEM = 4
_IRREGULAR_TEXT = """
lost:lose losing:lose paid:pay sent:send wrote:write written:write told:tell said:say came:come gone:go
went:go left:leave kept:keep took:take taken:take broke:break broken:break fell:fall found:find gave:give
given:give held:hold knew:know known:know made:make met:meet read:read ran:run saw:see seen:see sold:sell
spent:spend stood:stand thought:think threw:throw thrown:throw began:begin begun:begin bought:buy
brought:bring built:build chose:choose chosen:choose caught:catch drew:draw drawn:draw felt:feel forgot:forget
forgotten:forget froze:freeze frozen:freeze got:get heard:hear hid:hide hidden:hide rang:ring rung:ring
shut:shut slept:sleep spoke:speak spoken:speak stole:steal stolen:steal typed:type tried:try tries:try
waited:wait worse:bad worst:bad people:person children:child men:man women:woman data:data login:log
logged:log logging:log rose:rise risen:rise rising:rise grew:grow grown:grow
"""
_IRREGULAR = dict(pair.split(":") for pair in _IRREGULAR_TEXT.split())
# Words any account of a fault may use without adding a claim to it.
_PLAIN_TEXT = """
people person user users customer customers team teams someone somebody everyone work works working
product page pages screen app try tries trying tried get gets getting see sees seen happen happens
happening makes need needs want wants use uses using day time moment today now again back instead still
already first last same thing things way start starts stop stops take takes turn turns keep keeps go
goes come comes give gives cannot can't able unable fail fails failed failing problem trouble issue
wrong right long slow slowly quickly really simply just even only often sometimes while whenever until
without within make
"""
# Harm and consequences that no ticket implies: they stand in the evidence, in these or in like words, or
# they are invented. A word of a group is carried by any word of it.
_GRAVE_TEXT = (
    "competitor rival supplier vendor churn",
    "deal contract renewal renew subscription cancel terminate",
    "sue sued lawsuit court legal lawyer regulator penalty auditor audit licence license compliance",
    "steal theft thief fraud hack hacker attacker breach leak exposed",
    "injured injury hurt died killed",
    "newspaper journalist media",
    "resign outsource layoff",
    "shareholder investor bankrupt",
    "compensation damages tax refund reimburse",
    "threaten boycott",
)


def root(word: str) -> str:
    """The lower-case word without its ending, the same for both sides: "failures", "failed" → "fail"."""
    word = word.replace("’", "'").split("'", 1)[0]
    word = _IRREGULAR.get(word, word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM - 1:
            return word[: -len(ending)]
    return word


PLAIN = frozenset(root(w) for w in (*_PLAIN_TEXT.split(), *FUNCTION_WORDS))
GRAVE: dict[str, int] = {root(w): n for n, group in enumerate(_GRAVE_TEXT) for w in group.split()}
