"""The rows of the checks on how a note is written; those on truth stand in text_cases."""

from __future__ import annotations

from tests.checks.text_cases import NOTE, Row, Verdict, without

WRITING: dict[str, dict[Verdict, list[Row]]] = {
    "no-customer": {
        "fires": [
            "Sign-in is slow under load.",
            "The error rate is too high and the queue is long.",
            "Customer:\nMoment: at checkout",
        ],
        "quiet": [
            "Prospects cannot sign in.",
            "A trial user waits in the first week.",
            "Customer: an admin at renewal",
        ],
        "nearly": [
            "Support agents wait for the page.",
            "The on-call engineers are woken for nothing.",
            "Users on the free plan cannot upload.",
        ],
    },
    "everyone": {
        "fires": [
            "Everybody is affected.",
            "This helps everyone at checkout.",
            "Users cannot sign in.",
            "It hurts all our customers.",
            "Customer: users",
        ],
        "quiet": ["Trial users cannot sign in.", "Prospects in a demo are sent back."],
        "nearly": [
            "Users who pay by invoice cannot renew.",
            "Not everyone sees it; buyers at checkout do.",
            "The admins add users at renewal.",
        ],
    },
    "no-moment": {
        "fires": ["Prospects cannot sign in.", "Admins see the wrong total on an invoice."],
        "quiet": [
            "Prospects cannot sign in during a live demo.",
            "Moment: month-end reporting",
        ],
        "nearly": [
            "Whenever a buyer pays, the page hangs.",
            "The page hangs in the middle of a booking.",
        ],
    },
    "several-tasks": {
        "fires": [
            "Customers cannot sign in and upload files.",
            "Task: search, export",
        ],
        "quiet": ["Prospects cannot sign in during a live demo.", NOTE],
        "nearly": [
            "Prospects land back on the sign-in screen while the page is open.",
            "Buyers sign in again and again.",
        ],
    },
    "internal-name": {
        "fires": [
            "Prospects wait for Harbourgate in a demo.",
            "Buyers see an error of SessionManager at checkout.",
            "The total comes from calcInvoiceTotal() at month-end.",
            "Sign-in waits for auth-service in a demo.",
            "It fails in billing/invoice_total.py at renewal.",
            "Moment: the user_session table is locked",
            "Buyers wait for com.pelican.booking in a demo.",
        ],
        "quiet": ["Prospects land back on the sign-in screen.", NOTE],
        "nearly": [
            "Scope: one fix in auth-service and SessionManager",
            "Buyers on an iPhone pay on eBay and use JavaScript.",
            "The customer-service and self-service pages open slowly.",
            "Read www.pelican.example and docs.pelican.com and/or ask sales.",
            "The buyer quoted “SessionManager failed”.",
            "## Technical note\nThe fix is in SessionManager.",
        ],
    },
    "jargon": {
        "fires": [
            "Prospects wait because of auth latency in a demo.",
            "Cache misses slow the page at checkout.",
        ],
        "quiet": ["Prospects wait at the door in a demo.", "Pages open slowly at checkout."],
        "nearly": [
            "Scope: fewer cache misses",
            "The buyer wrote: “cache misses again”.",
            "The key to the demo is the first page.",
        ],
    },
    "no-number": {
        "fires": [
            "Prospects cannot sign in during a live demo.",
            "Number:\nMoment: at checkout",
            "Number: [number needed: failed sign-ins a week — ask support]",
        ],
        "quiet": ["Sign-in fails for 3 % of prospects.", "Number: 24 repeat tickets a month → 6"],
        "nearly": ["Two demos failed last month.", "One in five buyers pays twice."],
    },
    "several-numbers": {
        "fires": [
            "Number: 3 % failed sign-ins\nNumber: 12 s waiting time",
            "Buyers wait 12 s, 3 % give up, 14 call, 40 mails arrive and sales loses 5 deals.",
        ],
        "quiet": ["Number: sign-in failures 3 % last month → under 0.5 %", NOTE],
        "nearly": ["Buyers wait 12 s at checkout; 3 % give up and 14 call support in a week."],
    },
    "unrepeatable-number": {
        "fires": ["Number: 12 → 2", "Number: 24 failed sign-ins → 6"],
        "quiet": [
            "Number: 24 failed sign-ins a week → 6",
            "Number: sign-in failures 3 % → under 0.5 %",
        ],
        "nearly": [
            "Number: waiting time 12 s → 4 s",
            "Number: two demos failed last month",
            "Number: failed uploads per day, 40 → 5",
        ],
    },
    "no-finish-line": {
        "fires": [
            without("Finish line"),
            NOTE.replace("a whole demo without a second sign-in", ""),
        ],
        "quiet": [NOTE, NOTE.replace("Finish line", "Done when")],
        "nearly": [
            "Prospects cannot sign in.",
            without("Finish line") + "\nSuccess means a demo without a second sign-in.",
        ],
    },
    "no-review-date": {
        "fires": [without("Review date"), NOTE.replace("30 June", "")],
        "quiet": [NOTE],
        "nearly": [
            "Prospects cannot sign in.",
            without("Review date") + "\nWe look at it again after the June release.",
        ],
    },
    "no-owner": {
        "fires": [
            without("Owner"),
            NOTE.replace("Ana, support", ""),
            NOTE.replace("Ana, support", "TBD"),
            NOTE.replace("Ana, support", "to be decided."),
        ],
        "quiet": [NOTE, NOTE.replace("Owner", "Note owner")],
        "nearly": [
            "Prospects cannot sign in.",
            without("Owner") + "\nAna keeps this note up to date.",
        ],
    },
    "large-ask": {
        "fires": [
            "Ask: three sprints for the new sign-in",
            "Scope: rebuild the whole platform",
            "We ask for a multi-quarter programme for the buyers.",
            "Scope:\n- the fix\n- the alert\n- the test\n- the new page\n- the report",
        ],
        "quiet": ["Ask: a single sprint with a named owner", NOTE],
        "nearly": [
            "Scope: one fix that fits one sprint",
            "Buyers waited three quarters of an hour.",
            "Over the last two releases buyers waited longer.",
        ],
    },
    "wall-of-tasks": {
        "fires": [
            "Sign-in\n- Add metrics\n- Remove the store\n- Migrate the tables\n- Update the docs",
            "Scope: add metrics; remove the store; migrate the tables; update the docs",
        ],
        "quiet": [NOTE, "Scope: one fix, one alert, one full-path test"],
        "nearly": [
            "Scope:\n- Fix the sign-in\n- Add the alert\n- Test the whole path",
            "Seen at:\n- checkout\n- renewal\n- the demo\n- month-end",
            "## Technical note\n- Add a\n- Add b\n- Remove c\n- Update d",
        ],
    },
    "no-proof": {
        "fires": [
            "Moment: at checkout\nTask: pay\nNumber: 9 repeated payments a week → 1\nOwner: Mira",
            "Moment: at checkout\nSales story:\nSupport case:",
        ],
        "quiet": [NOTE],
        "nearly": ["Prospects cannot sign in.", "Moment: at checkout\nProof: ticket 4711 of May"],
    },
    "single-sided-proof": {
        "fires": [
            without("Sales story"),
            without("Support case"),
            "Moment: at checkout\nSales story: the Pelican deal\nSupport case:",
        ],
        "quiet": [NOTE],
        "nearly": [
            "Prospects cannot sign in.",
            "Moment: at checkout\nProof: the Pelican deal, and a support ticket of May",
        ],
    },
    "housework": {
        "fires": [
            "We refactor the sign-in.",
            "A cleanup of the booking page.",
            "Tech debt slows the buyers down.",
            "The hardening of checkout is planned.",
        ],
        "quiet": ["Prospects sign in at the first try.", NOTE],
        "nearly": [
            "The buyer wrote: “please do a cleanup”.",
            "## Technical note\nRefactor the session store.",
            "The cleaning crew books the ferry at night.",
        ],
    },
    "solution-first": {
        "fires": [
            "Implement a session store for the sign-in.",
            "We will migrate the sign-in to a new store. Prospects wait in demos.",
            "This epic introduces a queue. Buyers wait.",
            "Let's move to the new store.",
            "Sign-in\n\nOur proposal is a new store.",
            "Add retries to the upload.",
        ],
        "quiet": [
            "Prospects land back on the sign-in screen. We will keep the session open.",
            NOTE,
        ],
        "nearly": [
            "Add-on purchases fail at checkout.",
            "Build times doubled, so engineers wait.",
            "Use of the export drops at month-end.",
            "Move\n\nPassengers cannot change their seat.",
            "We need to know why prospects leave.",
            "Fix and forget is what buyers expect.",
        ],
    },
    "long-sentence": {
        "fires": [
            "Prospects " + "who look at the product with a seller " * 6 + "cannot sign in.",
        ],
        "quiet": ["Prospects land back on the sign-in screen during a live demo.", NOTE],
        "nearly": [
            "The buyer wrote: “" + "we were sent back to the start " * 8 + "”.",
            "Prospects cannot sign in. " * 12,
        ],
    },
    "defensive": {
        "fires": [
            "It is not our fault that sign-in fails.",
            "We had no time to fix it.",
            "As we warned before, sign-in fails.",
            "To be fair, we were forced to ship it.",
        ],
        "quiet": ["Sign-in fails in demos.", NOTE],
        "nearly": [
            "Support had no signal that sign-in failed.",
            "Buyers had no choice of seat at checkout.",
            "The default is not our own page.",
        ],
    },
    "blame": {
        "fires": [
            "The platform team broke the sign-in.",
            "Someone forgot to renew the certificate.",
            "It fails because of Marcus's change.",
            "A careless release stopped checkout.",
            "It is their fault.",
        ],
        "quiet": ["Sign-in broke after the release.", NOTE],
        "nearly": [
            "Buyers forgot their password and could not sign in.",
            "The sales team failed over to screenshots in the demo.",
            "The support team sees it because of Black Friday.",
            "Buyers blame themselves.",
        ],
    },
    "empty-words": {
        "fires": [
            "A world-class sign-in.",
            "It brings synergies for sales.",
            "Checkout will be significantly better.",
            "Buyers get a better user experience.",
        ],
        "quiet": ["Buyers pay at the first try.", NOTE],
        "nearly": [
            "Checkout is significantly faster: 12 s become 4 s.",
            "Buyers have a good experience of the ferry.",
            "The buyer wrote: “not a better experience”.",
        ],
    },
}
