"""A report as JUnit XML: a suite for each scorer, a case for each case of the suite."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

from evals.reports.figures import legal
from evals.reports.told import Told
from evals.result import CaseResult, RunResult, mean


def as_junit(told: Told) -> str:
    """The report; an item that does not hold is a failure, what could not be judged is skipped.

    The gate is a suite of its own: it alone says whether the run is good enough.
    """
    root = Xml.Element("testsuites", name="translator eval")
    if told.run is not None:
        for scorer in told.run.provenance.scorers:
            _scorer(root, scorer, told.run, full=told.full)
        _gate(root, told)
    if told.mutation is not None:
        suite = _suite(root, "mutation")
        for check in told.mutation.checks:
            case = _testcase(suite, "mutation", check.check)
            if not check.held:
                text = f"kill rate {check.kill_rate:.3f}, false alarms {check.alarm_rate:.3f}"
                _fail(case, text, "\n".join((*check.survivors, *check.alarms)))
    for suite in root:
        _count(suite)
    _count(root)
    Xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _scorer(root: Xml.Element, scorer: str, run: RunResult, *, full: bool) -> None:
    suite = _suite(root, scorer)
    for result in run.cases:
        items = result.scores.get(scorer, ())
        if result.error:
            case = _testcase(suite, scorer, result.id)
            Xml.SubElement(case, "error", message=legal(result.error))
        elif items and (full or mean(items) != 1.0):
            _judge(_testcase(suite, scorer, result.id), result, scorer)


def _judge(case: Xml.Element, result: CaseResult, scorer: str) -> None:
    items = result.scores[scorer]
    fallen = [i for i in items if i.score is not None and i.score < 1.0 and i.weight]
    if fallen:
        told = "\n".join(f"{i.criterion}: wanted {i.wanted}; found {i.found}" for i in fallen)
        _fail(case, ", ".join(i.criterion for i in fallen), told)
    elif any(i.score is None for i in items):
        unjudged = ", ".join(i.criterion for i in items if i.score is None)
        Xml.SubElement(case, "skipped", message=legal(f"could not be judged: {unjudged}"))


def _gate(root: Xml.Element, told: Told) -> None:
    if told.verdict is None:
        return
    case = _testcase(_suite(root, "gate"), "gate", told.run.name if told.run else "gate")
    if not told.verdict.ok:
        _fail(case, told.verdict.reasons[0], "\n".join((*told.verdict.reasons, *told.verdict.suspects)))


def _suite(root: Xml.Element, name: str) -> Xml.Element:
    return Xml.SubElement(root, "testsuite", name=name)


def _testcase(suite: Xml.Element, group: str, name: str) -> Xml.Element:
    return Xml.SubElement(suite, "testcase", classname=f"eval.{group}", name=legal(name))


def _fail(case: Xml.Element, message: str, text: str) -> None:
    Xml.SubElement(case, "failure", message=legal(message)).text = legal(text)


def _count(element: Xml.Element) -> None:
    cases = list(element.iter("testcase"))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        element.set(name, str(sum(case.find(tag) is not None for case in cases)))
    element.set("tests", str(len(cases)))
