"""The invented company Skerryline: its tickets, past incidents and company pack, as files.

Skerryline sells booking and invoicing to small ferry and tour operators. Neither the company nor
its customers exist. The files are package data, to be read with importlib.resources; nothing is
read here.
"""

from __future__ import annotations

from typing import NamedTuple


class Sample(NamedTuple):
    """A file in `tickets/`: its reader, the number of tickets in it, and what it shows."""

    file: str
    reader: str
    tickets: int
    describes: str


TICKETS = "tickets"  # folder of the files named in SAMPLES
INCIDENTS = "incidents.jsonl"
PACK = "pack"
FIRST = "login-timeout.md"  # what a new user translates first

SAMPLES: tuple[Sample, ...] = (
    Sample(FIRST, "markdown", 1, "sign-in in a live demo, with a number and a target"),
    Sample("manifest-upload.txt", "plain", 1, "failing upload, log lines, a fake secret, an e-mail"),
    Sample("month-end-report.wiki.txt", "jira_wiki", 1, "slow report at month end, with a table"),
    Sample("checkout-payment.adf.json", "adf", 1, "payment lost at checkout, rich Jira document"),
    Sample("invoice-totals.jira2.json", "jira", 1, "wrong invoice totals, numbers that disagree"),
    Sample("flaky-tests.jira3.json", "jira", 1, "random test failures, felt by engineers"),
    Sample("cancelled-sailing-notice.webhook.json", "jira", 1, "late notifications, without any number"),
    Sample("handheld-sync.github.json", "github", 1, "issue form of a partner in clumsy English"),
    Sample("guest-export.md", "markdown", 1, "incomplete export; a pasted mail tries to give orders"),
    Sample("rename-tariff-module.md", "markdown", 1, "pure rename: no customer moment to be found"),
    Sample("backlog.jira.csv", "jira_csv", 6, "six backlog rows, from releases by hand to access"),
    Sample("issues.github.csv", "github_csv", 4, "four issues: refunds, partners, a crash, a bump"),
)
