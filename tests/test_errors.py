"""The error tree: the drawing in its docstring is true, and each message has its three parts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from translator import errors
from translator.errors import TranslatorError

DRAWN = re.compile(r"[├└]── (?P<name>\w+)(?P<facts>.*)")


def tree(of: type[TranslatorError]) -> Iterator[type[TranslatorError]]:
    """The classes of the tree below `of`, in no promised order."""
    for child in of.__subclasses__():
        yield child
        yield from tree(child)


ERRORS = sorted(
    {error for error in tree(TranslatorError) if error.__module__.startswith(errors.__name__)},
    key=lambda error: error.__name__,
)


def test_the_drawing_names_every_class() -> None:
    """A new error is drawn in the docstring, and nothing is drawn that does not exist."""
    drawn = [match["name"] for match in DRAWN.finditer(errors.__doc__ or "")]
    assert sorted(drawn) == [error.__name__ for error in ERRORS]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_the_drawing_tells_the_numbers(error: type[TranslatorError]) -> None:
    """The HTTP status and exit code drawn beside a class are those it has."""
    drawn = {match["name"]: match["facts"] for match in DRAWN.finditer(errors.__doc__ or "")}
    facts = drawn[error.__name__]
    if status := re.search(r"\b[45]\d\d\b", facts):
        assert error.http_status == int(status.group())
    if exit_code := re.search(r"exit (\d+)", facts):
        assert error.exit_code == int(exit_code.group(1))


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_status_and_exit_code_agree_on_who_must_act(error: type[TranslatorError]) -> None:
    """A caller's mistake is 4xx, exit 2 or 3; ours and the operator's are 5xx and never those."""
    caller = issubclass(error, errors.CallerError)
    assert (400 <= error.http_status < 500) is caller
    assert (500 <= error.http_status < 600) is not caller
    assert (error.exit_code in {2, 3}) is caller
    assert error.exit_code not in {0, 1}, "0 is success, 1 is an open finding or a crash"


def test_codes_are_stable_words_and_unique() -> None:
    """Each class has its own kebab-case code; scripts match on it."""
    codes = [error.code for error in ERRORS if error is not errors.InternalError]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in codes)


@pytest.mark.parametrize(
    ("place", "next_step", "line"),
    [
        ("", "", "the file is empty."),
        ("a.md", "", "a.md: the file is empty."),
        ("", "Add a title.", "the file is empty. Add a title."),
        ("a.md:3", "Add a title.", "a.md:3: the file is empty. Add a title."),
    ],
)
def test_a_message_names_place_thing_and_next_step(place: str, next_step: str, line: str) -> None:
    """The printed line has the place first and the next step last; absent parts leave no trace."""
    error = errors.EmptyInput("the file is empty.", place=place, next_step=next_step)
    assert str(error) == line
    assert (error.message, error.place, error.next_step) == ("the file is empty.", place, next_step)
