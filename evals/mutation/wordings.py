"""How people write the defects of a note: by check, a label's new words, or a sentence of their own.

"Label|words" stands in the place of the label's line, "+|words" at the end, "^|words" before the first line.
Written from what such notes look like, before the lists of the checks were read for them.
"""

# ruff: noqa: E501 (a row of a table stays on its line)

from __future__ import annotations

from collections.abc import Mapping

_LEFT_OPEN = (
    "", "TBD", "?", "n/a", "-", "to be decided", "we will see", "not known yet", "none yet", "later", "tbc",
    "open", "…", "to be defined", "???", "TODO", "unknown",
)  # fmt: skip


def _alone(label: str, rest: str) -> tuple[str, ...]:
    """Short notes with the label left open, where nothing else says what it stands for."""
    return tuple(f"=|{label}: {words}\n{rest}" for words in _LEFT_OPEN)


def _open(*labels: str) -> tuple[str, ...]:
    return tuple("\n".join(f"{label}|{words}" for label in labels) for words in _LEFT_OPEN)


WORDINGS: Mapping[str, tuple[str, ...]] = {
    "everyone": (
        "Customer|everybody", "Customer|all users", "Customer|users", "Customer|anyone who opens the page",
        "Customer|the whole company", "Customer|everyone, really", "Customer|our entire user base",
        "Customer|each and every customer", "Customer|customers", "Customer|literally everyone",
        "Customer|people", "+|It hits everyone.", "+|Every user has this.", "+|All of our customers suffer.",
        "+|The users are angry.", "+|Nobody is spared.", "+|All clients feel it.", "Customer|100 % of our accounts",
        "Customer|the public", "+|This makes life better for all users.", "+|Anybody can run into it.",
    ),
    "several-tasks": (
        "Task|sign in and upload files", "Task|pay, search and export", "Task|sign in / pay",
        "Task|book a room or pay an invoice", "Task|export reports & invite colleagues",
        "What goes wrong today|the customer cannot sign in, pay or export", "Task|search, then pay, then print",
        "Task|upload files as well as search", "+|They cannot search and cannot pay.", "Task|pay; export",
        "What goes wrong today|signing in and paying both fail", "Task|booking and checking out",
    ),
    "internal-name": (
        "What goes wrong today|the customer waits for OrderSyncWorker", "+|It comes from auth-service.",
        "+|Then calc_total() gives up.", "+|See billing/totals.py for it.", "+|The user_sessions table is locked.",
        "+|com.corvane.booking.Rates does not answer.", "+|The page waits on RateLimiterImpl.",
        "+|They see what the pricing-api sends.", "+|PaymentGatewayClient drops it.", "+|It hangs in getRates().",
        "+|The k8s-ingress pod restarts.", "+|cart-svc is slow then.", "+|It is the orders_v2 index.",
        "+|Topic bookings.created.v1 is late.", "+|The ORA-01555 comes up.", "+|The job nightly_export_2 dies.",
        "+|Ask about BookingFacade.java first.", "+|OrderDAO returns nothing.", "+|svc/rates answers late.",
    ),
    "jargon": (
        "+|The cache is cold then.", "+|Latency is high for them.", "+|The database runs out of connections.",
        "+|A race condition loses the list.", "+|The backend throws a timeout.", "+|The API is rate limited.",
        "+|There is a memory leak in it.", "+|A null pointer ends the run.", "+|The queue backs up.",
        "+|The thread pool is exhausted.", "+|The pod is evicted.", "+|The TTL is too short.",
        "+|The index is missing on that column.", "+|Garbage collection stops the page.", "+|A deadlock holds it.",
        "+|Replication lag shows old rows.", "+|The webhook is not idempotent.", "+|The JVM heap is full.",
        "+|We see 503s from the load balancer.", "+|The socket is closed early.",
    ),
    "housework": (
        "+|We should clean up the old code.", "+|It is tech debt.", "+|This needs a refactoring.",
        "+|Time for some maintenance.", "+|A bit of hygiene is due.", "+|We pay down technical debt.",
        "+|The module needs tidying.", "+|It is a quality of life thing.", "+|A rewrite would be nicer.",
        "+|Let us modernise the stack.", "+|Housekeeping for the backlog.", "+|We polish the internals.",
        "+|Low-hanging fruit, really.", "+|Some gardening in the repo.", "+|It is long overdue cleanup.",
        "+|We bring the code up to date.", "+|A spring clean of the build.", "+|Chores for the next weeks.",
    ),
    "solution-first": (
        "^|We will move the sign-in to a new service.", "^|Implement a second store for sessions.",
        "^|Migrate the invoices to another table.", "^|Introduce caching on the page.",
        "^|This epic adds a new export.", "^|The plan is to rewrite the list.", "^|Let's split the module.",
        "^|Our proposal: a new page for rooms.", "^|Upgrade the library to the next version.",
        "^|By moving to another vendor we get rid of it.", "^|A new service for rates will be built.",
        "^|Switching to webhooks.", "^|Engineering wants to replace the queue.", "^|Time to rebuild the export.",
        "^|The idea is a new store for lists.", "^|Adding an index to the table.", "^|I'd like to automate the list.",
        "^|Refactoring of the sign-in page.", "^|Our solution is a faster page.",
    ),
    "defensive": (
        "+|This was not our fault.", "+|We never had the time to do it right.", "+|Nobody listened to us.",
        "+|As we said a year ago.", "+|We warned you about it.", "+|It wasn't on us.", "+|We did all we could.",
        "+|To be fair, the deadline was set by others.", "+|We had no choice back then.",
        "+|In our defence, the vendor changed it.", "+|We have been asking for this for ages.",
        "+|We were never given the people for it.", "+|It was like that before we came.",
        "+|Management did not want to hear it.", "+|We told everyone this would happen.",
        "+|Under these conditions nobody could do better.", "+|Please do not blame engineering.",
        "+|We had our hands tied.",
    ),
    "blame": (
        "+|The platform team broke it.", "+|Somebody forgot the test.", "+|It is Marek's mistake.",
        "+|A careless change caused it.", "+|Sales promised it without asking.", "+|The vendor messed up again.",
        "+|The old team left us this mess.", "+|It was QA who let it through.", "+|The designers ignored the list.",
        "+|Whoever wrote this was lazy.", "+|Ops never looked at the alert.", "+|Because of Jonas we lost a week.",
        "+|The interns ruined the table.", "+|It is on the data team.", "+|The people in infra slept through it.",
        "+|Support gave them wrong advice.", "+|That is down to their sloppy work.", "+|Thanks to marketing, it broke.",
    ),
    "empty-words": (
        "+|It gives a seamless experience.", "+|We unlock synergies.", "+|This is a game changer.",
        "+|A world-class page for our buyers.", "+|It drives value across the board.", "+|A best-in-class export.",
        "+|We take the page to the next level.", "+|A holistic view of the list.", "+|A much better user experience.",
        "+|It delights people.", "+|A robust and scalable page.", "+|A frictionless journey.",
        "+|We move the needle on customer happiness.", "+|It future-proofs the page.", "+|State of the art sign-in.",
        "+|A win-win for all sides.", "+|It boosts productivity significantly.", "+|A truly premium feel.",
        "+|It empowers our buyers.",
    ),
    "large-ask": (
        "Scope|rebuild the whole platform", "Scope|three sprints for a new page", "+|We ask for two quarters.",
        "Scope|a rewrite from scratch", "+|This is a multi-year programme.", "Scope|the entire product, step by step",
        "+|We need five people for half a year.", "Scope|new sign-in, new search, new export and new reports",
        "+|It takes several releases.", "Scope|everything that touches invoices", "+|A dedicated team until summer.",
        "Scope|re-platform the shop", "+|We plan six months for it.", "Scope|replace all of the old system",
        "+|The whole year goes into this.", "Scope|an epic of 40 stories", "+|Budget for 12 weeks is needed.",
    ),
    "wall-of-tasks": (
        "+|- Add metrics\n- Remove the store\n- Migrate the tables\n- Update the docs",
        "Scope|add metrics; remove the store; migrate the tables; update the docs",
        "+|1. Bump the library\n2. Rename the module\n3. Rotate the keys\n4. Write the docs\n5. Deploy it",
        "+|* Refactor the list\n* Split the class\n* Drop the column\n* Wire the alert",
        "+|- [ ] Extract the page\n- [ ] Port the tests\n- [ ] Tune the job\n- [ ] Delete the flag",
        "Scope|fix the store, add a test, wire the alert, migrate the table, write the docs",
        "+|- Harden the job\n- Document the run\n- Backfill the rows\n- Monitor the table\n- Retire the flag",
        "+|- Schema change\n- Backfill\n- Dual write\n- Cut-over\n- Removal of the old path",
        "+|First we add metrics. Then we remove the store. Then we migrate the tables. Then we update the docs.",
        "+|- We add metrics\n- We remove the store\n- We migrate the tables\n- We update the docs",
    ),
    "several-numbers": (
        "+|Number: 12 s waiting time", "+|Metric: 40 mails a day → 10",
        "+|They wait 12 s, 3 % give up, 14 call, 41 mails arrive and 5 deals are late.",
        "Number|24 a week, 3 % of tries, 12 s to wait, 41 mails, 5 lost deals",
        "+|- 12 s waiting\n- 3 % give up\n- 14 calls\n- 41 mails\n- 5 deals",
        "+|12 s. 3 %. 14 calls. 41 mails. 5 deals.", "+|We lost €4,000, 14 calls, 3 % of tries, 41 mails and 9 h.",
    ),
    "unrepeatable-number": (
        "Number|24 → 6", "Number|24 failed tries → 6", "Number|about 30 → fewer than 10", "Number|14",
        "Number|24 complaints", "Number|17 people", "Number|from 40 to 10", "Number|25 (down from 60)",
        "Number|31 lost lists → 8 lost lists", "Number|three dozen calls", "Number|a score of 7 → 9",
        "Number|9 of them", "Number|22 reports so far",
    ),
    "no-customer": (
        "=|Sign-in is slow under load.", "=|The error rate is too high.", "=|The job fails at night.",
        "=|The page answers late when the table is large.", "=|Exports end with an empty sheet during month-end.",
        "=|Things break after each release.", "=|The list is out of date before noon.", *_alone("Customer", "What goes wrong today: the page answers late"),
    ),
    "no-moment": (
        "=|Prospects cannot sign in.", "=|Admins see a wrong total.", "=|A nurse writes the list on paper.",
        "=|Bookkeepers get an empty sheet.", "=|Drivers see an old address.", "=|Guests walk away.",
        *_alone("Moment", "What goes wrong today: prospects cannot sign in"),
    ),
    "no-number": (
        "Number|many", "Number|a lot of failed tries", "Number|too many calls", "Number|most of them",
        "Number|it happens often", "Number|several a week", "Number|fewer than before",
        *_open("Number"),
    ),
    "no-finish-line": ("-Finish line|", *_open("Finish line")),
    "no-review-date": ("-Review date|", *_open("Review date")),
    "no-owner": ("-Owner|", *_open("Owner"), "Owner|somebody", "Owner|nobody yet", "Owner|the team"),
    "no-proof": _open("Sales story", "Support case"),
    "single-sided-proof": (*_open("Sales story"), *_open("Support case"), "-Sales story|", "-Support case|"),
    "long-sentence": (
        "^|When the {Customer} wants to {Task} and the page is still busy with what was asked before and nothing"
        " on it says so, it happens again and again that {What goes wrong today} and the desk hears of it",
        "+|It is a thing that begins with the {Customer} who waits, goes on with the desk that answers, and ends"
        " with the seller who has to explain why it is still like this although it was said before that it"
        " would be looked at, which is why it should be looked at now rather than at some other time",
        "+|{What goes wrong today}, and then the page comes back, and then it goes away, and then the {Customer}"
        " tries again, and then the desk is called, and then the desk calls us, and then we look at it, and then"
        " it works again for a while, and then all of it begins from the start",
    ),
}  # fmt: skip
