"""Which field of an incident a column of a table holds, by the names that people give columns."""

from __future__ import annotations

import re
from collections.abc import Mapping

# Field → column names, the surest first. "updates" are several sections, "year" is a start.
FIELDS: dict[str, tuple[str, ...]] = {
    field: tuple(words.split())
    for field, words in {
        "title": "title name headline subject incident_title incident_name "
                 "short_description incident_summary",
        "summary": "text description body details message content what_happened report overview narrative "
                   "tldr postmortem long_description full_text markdown",
        "impact": "customer_impact impact_description business_impact user_impact customer_effect "
                  "impact_summary customer_impact_summary what_customers_saw",
        "cause": "cause root_cause root_causes rca contributing_factors trigger reason causes",
        "detection": "detection how_detected detection_method",
        "fix": "fix resolution remediation mitigation solution resolution_notes workaround how_resolved "
               "resolution_summary",
        "follow_up": "follow_up follow_ups followup followups action_items actions next_steps prevention "
                     "corrective_actions preventive_actions",
        "outcome": "outcome outcomes",
        "lessons": "lessons lessons_learned learnings lessons_learnt",
        "timeline": "timeline events_timeline",
        "update": "updates update status_updates customer_message public_message",
        "started": "started_at started start start_time start_date start_at began_at began impact_start "
                   "incident_start occurred_at occurred incident_date date_of_incident opened_at opened date "
                   "when created_at created created_on created_date creation_date datetime timestamp time "
                   "reported_at detected_at",
        "year": "year",
        "resolved": "resolved_at resolved end_time ended_at ended end end_date end_at resolved_when "
                    "resolved_on resolution_date resolution_time restored_at fixed_at impact_end "
                    "incident_end completed_at closed_at closed",
        "severity": "severity sev incident_severity severity_level priority prio urgency impact level "
                    "criticality",
        "services": "services service affected_services affected affected_components components component "
                    "systems system affected_systems products product applications application app "
                    "service_name area",
        "customers_affected": "customers_affected affected_customers customers customer_count "
                              "customers_impacted impacted_customers number_of_customers",
        "support_tickets": "support_tickets ticket_count tickets support_ticket_count support_cases "
                           "number_of_tickets support_requests",
        "url": "url link html_url permalink postmortem_url report_url incident_url web_url",
        "links": "links references urls",
        "id": "id key incident_id incident_key incident_number number issue_key reference ref "
              "identifier slug",
        "maintenance": "maintenance is_maintenance planned scheduled planned_maintenance",
        "kind": "kind type incident_type record_type",
        "customer_task": "customer_task",
    }.items()
}  # fmt: skip
_FIELD = {name: field for field, columns in FIELDS.items() for name in columns}
# People, and how to reach them: not read at all.
_PEOPLE = re.compile(
    r"(?:^|_)(?:assignee|assignees|owner|owners|reporter|creator|author|authors|commander|lead|responders?"
    r"|participants?|attendees|e_?mails?|phones?|telephone|mobile|contacts?|users?_?names?|raised_by"
    r"|\w+ed_by|on_?call|password|passcode|token|secret|watchers?)(?:_id)?$"
)
# What a column "source" may say: where the record was kept, which is no part of what happened.
_ORIGINS = frozenset(
    "pagerduty opsgenie incident_io rootly firehydrant statuspage status_page sentry jira jsm github "
    "postmortem table csv".split()
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NO_WORD = re.compile(r"[\W_]+")


def snake(column: str) -> str:
    """A column's name in lower case with underscores: "Started At", "startedAt" → "started_at"."""
    return _NO_WORD.sub("_", _CAMEL.sub("_", column[:100])).strip("_").casefold()


def field_of(column: str) -> str | None:
    """The field that a column of this name holds; None for a column no one knows."""
    return _FIELD.get(snake(column))


def of_people(column: str) -> bool:
    """Whether a column holds people's names, how to reach them, or something secret."""
    return _PEOPLE.search(snake(column)) is not None


def tells_origin(column: str, value: object) -> bool:
    """Whether a value only says which tool or kind of record the row was taken from."""
    return snake(column) == "source" and isinstance(value, str) and snake(value) in _ORIGINS


def arranged(columns: list[str], wanted: Mapping[str, str]) -> dict[str, list[str]]:
    """Field → its columns, the surest first; what the user says (field → column) stands alone.

    A column "summary" is the title where no column is called so, as in Jira, and a text otherwise.
    """
    given = {field: [_same(columns, column)] for field, column in wanted.items()}
    taken = {column for named in given.values() for column in named}
    found: dict[str, list[str]] = {}
    summaries = []
    for column in columns:
        if column in taken:
            continue
        if snake(column) == "summary":
            summaries.append(column)
        elif (field := field_of(column)) and field not in given:
            found.setdefault(field, []).append(column)
    for field, named in found.items():
        order = FIELDS[field]
        named.sort(key=lambda column: order.index(snake(column)))
    found |= given
    if summaries:
        found["summary" if "title" in found or "summary" in given else "title"] = [
            *summaries, *found.get("summary" if "title" in found else "title", [])
        ]  # fmt: skip
    return found


def _same(columns: list[str], wanted: str) -> str:
    """The column the user means: as written, else with case and spaces ignored."""
    if wanted in columns:
        return wanted
    return next((column for column in columns if snake(column) == snake(wanted)), wanted)
