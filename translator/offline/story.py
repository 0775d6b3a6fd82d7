"""The story of past incidents with questions where the record says nothing."""

from __future__ import annotations

from translator.models import Sentence, Story
from translator.offline.situation import Situation


def told_story(situation: Situation) -> Story | None:
    """The proof's story, each beat that nothing on record carries filled by a blank or its answer."""
    story = situation.proof.story
    if story is None:
        return None
    return story.model_copy(
        update={
            "known": _told(story.known) or _known(situation),
            "worth": _told(story.worth) or _worth(situation),
        }
    )


def _told(beat: Sentence) -> Sentence | None:
    return beat if beat.text else None


def _known(situation: Situation) -> Sentence:
    return situation.blanks.sentence(
        "story.known",
        role="support",
        ask="How many customers did this incident reach, or how often has it happened?",
        why="A story is believed when it has a number that somebody can look up.",
        blank="number needed: how many customers it reached",
    )


def _worth(situation: Situation) -> Sentence:
    return situation.blanks.sentence(
        "story.worth",
        role="sales" if situation.external else "finance",
        ask="What did this incident cost: deals, refunds, hours of work?",
        why="Those who decide compare what the work costs with what the incident cost.",
        blank="worth needed: what this incident cost",
    )
