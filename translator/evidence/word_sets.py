"""Word lists that tell a noun from its neighbours. Data; `nouns` decides with it."""

from __future__ import annotations


def word_set(words: str) -> frozenset[str]:
    """The words of a string that holds them one space apart."""
    return frozenset(words.split())


STOP = word_set(
    "a an the and or but nor so yet if then than that which who whom whose what when where "
    "while why how is are was were be been being am has have had having do does did done will "
    "would shall should can could may might must cannot can't don't doesn't didn't won't "
    "isn't aren't wasn't weren't couldn't in on at by for from to into onto with without "
    "within of off over under above below up down out about around after before since until "
    "till during between among across through per via as like against no not only just also "
    "even still already again always never often sometimes usually now today it its they them "
    "their we us our you your he she his her i me my this these those there here last next "
    "past previous every each any all some both either neither such same other another "
    "because although though however once twice too very much many more most less least few "
    "fewer yesterday tomorrow tonight currently instead later ago faster slower longer "
    "shorter higher lower late early behind apart old total combined earlier sooner back "
    "together straight away full wanted required needed allowed one two three four five six "
    "seven eight nine ten twelve twenty thirty forty fifty hundred thousand million billion "
    "half quarter vs versus etc due greater larger smaller bigger older newer taken given"
)
VERBS = word_set(
    "fail fails failed failing reduce reduces reduced cut cuts bring brings keep keeps kept "
    "drop drops dropped fall falls fell rise rises rose grow grows grew increase increases "
    "increased decrease decreases decreased lower lowers lowered raise raised improve "
    "improves improved get gets got go goes went reach reaches reached hit hits take takes "
    "took taking last lasts lasted wait waits waited waiting see sees saw seeing seen lose "
    "loses lost losing need needs needed want wants spend spends spent cost costs stay stays "
    "stayed sit sits remain remains report reports reported reporting return returns returned "
    "time times timed crash crashes crashed hang hangs hung run runs ran running use uses "
    "used using make makes made give gives gave receive receives received show shows showed "
    "affect affects affected affecting block blocks blocked impact impacts impacted exceed "
    "exceeds exceeded contain contains average averages averaged climb climbed jump jumped "
    "jumps open opened opens complain complained complains call called calls close closed "
    "closes target aim expect expects expected limit should measured observed restart "
    "restarts restarted add adds added try tries tried retry retries end ends ended start "
    "starts started leave leaves left churned churn abandoned abandon serve serves handle "
    "handles handled process processes processed load loads loaded become becomes became come "
    "comes came happen happens happened mean means meant finish finishes finished complete "
    "completes completed stuck hold holds held say says said think allow allows set sets find "
    "finds found miss misses missed touched touch escalated escalate arrive arrives arrived "
    "pay pays paid save saves saved plus equals refused ship ships shipped double doubled "
    "expire expires expired slow slowed cause causes caused causing create creates created "
    "triggered triggers ranges varies consume consumes consumed weigh weighs weighed live "
    "lives lived write writes wrote stop stops"
)
NOUN_TOO = word_set(
    "cost costs calls reports retries restarts crashes loads processes tries impact limit "
    "time times call load report run average crash restart retry block wait test return use "
    "open close touch hang drop miss process spend need churn"
)
IMPERATIVES = word_set("cut drop limit report call run start hold keep use open close")
ADJECTIVE_VERBS = word_set(
    "failed blocked lost missed closed open opened affected abandoned stuck churned reported paid dropped"
)
SKIP_AFTER = word_set(
    "of our the their these those all its your my his her more other additional extra "
    "different separate about a an"
)
CONNECT = word_set(
    "against is are was were at of to from by under below above over about around only just "
    "still now currently than less more fewer up down within roughly approximately nearly "
    "almost between least most be been being as per takes take took taking stays stay stayed "
    "reached reaches remains hit hits averages averaged exceeds exceeded exceed grew grows "
    "rose rises fell falls dropped drops went goes climbed jumped increased decreased reduced "
    "improved should must will would can could may might has have had lasts lasted last gets "
    "got and or with in on for the a an target targets today baseline goal expected actual "
    "measured observed max min maximum minimum median mean peak p95 p99 p50 p90 avg equals "
    "sits runs ran costs means it that this which our sometimes often usually always "
    "regularly typically already even not no well far close set so keep tops ranges varies "
    "needs need longer higher lower back spends spent greater larger smaller bigger older "
    "newer"
)
STATISTICS = word_set("p50 p75 p90 p95 p99 p999 median average avg mean max min maximum minimum peak")
PRONOUNS_AND_MODALS = word_set(
    "we they i you he she it must should will would can could may might to cannot not who that which people"
)
PERSONS = word_set("people users customers everyone team teams support engineering sales")
IRREGULAR = word_set("people staff children women men data feet")
SINGULAR_S = word_set("always across thus plus various kubernetes sales news series canvas atlas https tls")
