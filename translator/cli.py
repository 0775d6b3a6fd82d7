"""The command line: reads what is asked, calls one function, prints the result.

Nothing heavy is imported before a command needs it; `translator --help` loads neither pydantic nor
the catalog.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from translator import __version__
from translator.cli_batch import batch, worker
from translator.cli_catalog import catalog
from translator.cli_doctor import doctor
from translator.cli_eval import evals
from translator.cli_incidents import incidents
from translator.cli_keys import keys
from translator.cli_memory import memory
from translator.cli_options import AsJson, File, Format, Output, Packs, Quiet, require_input
from translator.cli_output import Outputs, print_json, print_text, read_input, say
from translator.cli_serve import serve
from translator.cli_setup import config, init, load, schema
from translator.cli_storage import backup, purge, restore
from translator.cli_translate import translate
from translator.cli_up import up
from translator.errors import InternalError, TranslatorError

if TYPE_CHECKING:
    from translator.models import Pitch

EPILOG = """\b
Exit codes:
  0   done
  1   check found something that must be fixed; rows of a batch failed
  2   the command was called wrongly: unknown option, stakeholder, entry, question or reader
  3   the input or a file cannot be used
  4   a setting or a pack is wrong, or the database cannot be used
  5   a service outside this machine failed; a batch was paused before its end
  70  a defect in translator
  130 stopped with Ctrl-C
"""

app = typer.Typer(
    name="translator",
    help="Turns an engineering ticket into the customer's moment and a framing per stakeholder.",
    epilog=EPILOG,
    # Help by rich costs 100 ms at every start, and reads worse when piped.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def _start(
    context: typer.Context,
    config_file: Annotated[
        Path | None,
        typer.Option("--config", metavar="FILE", help="Settings; else ./translator.toml."),
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    context.obj["config"] = config_file
    context.obj["debug"] = debug
    if version:
        print_text(f"translator {__version__}\n")
        raise typer.Exit
    if context.invoked_subcommand is None:
        say(context.get_help())
        raise typer.Exit(2)


app.command()(translate)
app.command()(batch)


@app.command()
def check(
    context: typer.Context,
    file: File = None,
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="TICKET", help="Numbers and names must be in there."),
    ] = None,
    as_json: AsJson = False,
    pack: Packs = None,
) -> None:
    """Lint a note or pitch that a person wrote.

    Exit code 1: something must be fixed.
    """
    from translator import wiring
    from translator.cli_pitch import findings_as_lines, one_ticket
    from translator.intake.decode import decode
    from translator.render.json import findings_document
    from translator.render.markdown import front_of

    require_input(context, file)
    loaded = load(context, {"packs": pack})
    payload, place = read_input(file)
    text = decode(payload, place).text
    front = front_of(text)
    built = wiring.build(loaded)
    ticket = None
    if against is not None:
        ticket = one_ticket(built, str(against))
    findings = built.check_text(front, ticket)
    if as_json:
        print_json(findings_document(findings))
    else:
        print_text(findings_as_lines(findings, place))
    if len(front) < len(text):
        at = front.count("\n") + 1
        say(f"{place}:{at}: from here on translator wrote where things come from; not checked.")
    if any(finding.severity == "must" for finding in findings):
        raise typer.Exit(1)


@app.command()
def answer(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="PITCH.json|-", help="What translate -o PITCH.json wrote.")],
    fill: Annotated[
        list[str], typer.Option("--fill", metavar="ID=TEXT", help='As in q1="24 a month". Repeatable.')
    ],
    by: Annotated[str, typer.Option("--by", metavar="WHO", help="Who answers: support, sales, a name.")],
    output_format: Format = None,
    as_json: AsJson = False,
    output: Output = None,
    pack: Packs = None,
    quiet: Quiet = False,
) -> None:
    """Answer questions of a pitch; makes its next version.

    A pitch lists its questions as q1, q2 … with whom to ask. The answers fill their blanks; ticket, past
    incidents and all other wording stay as they are. No new search for incidents is made.
    """
    from translator import wiring
    from translator.cli_pitch import answered, fills_of, read_pitch

    fills = fills_of(fill)
    if not by.strip():
        raise typer.BadParameter("Name who answers.", param_hint="--by")
    loaded = load(context, {"packs": pack, "format": "json" if as_json else output_format})
    outputs = Outputs(output or (), loaded.settings.format, loaded.settings.width, quiet)
    pitch: Pitch = read_pitch(file)
    outputs.write([answered(wiring.build(loaded), pitch, fills, by.strip())], (), many=False)


app.command()(init)
app.add_typer(incidents, name="incidents")
app.add_typer(evals, name="eval")
app.add_typer(memory, name="memory")
app.command()(serve)
app.command()(worker)
app.command()(up)
app.add_typer(keys, name="keys")
app.command()(purge)
app.command()(backup)
app.command()(restore)
app.add_typer(catalog, name="catalog")
app.add_typer(config, name="config")
app.command()(schema)
app.command()(doctor)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; prints one line for whatever goes wrong.

    `arguments` None takes those of the process.
    """
    state: dict[str, Any] = {"config": None, "debug": False}
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A terminal that cannot show a character shows "?" rather than ending the program.
            stream.reconfigure(errors="replace")
    try:
        code = app(
            args=None if arguments is None else list(arguments),
            prog_name="translator",
            standalone_mode=False,
            obj=state,
        )
    except typer.TyperException as error:
        return _usage(error)
    except typer.Abort:
        return 130
    except SystemExit:
        return 0  # typer saw that the reader of a help text has gone, as in `--help | head`
    except TranslatorError as error:
        if state["debug"]:
            traceback.print_exc()
        say(f"translator: {_one_line(str(error))} [{error.code}]")
        return error.exit_code
    except Exception as error:
        if state["debug"]:
            traceback.print_exc()
        what = _one_line(f"{type(error).__name__}: {error}").rstrip(".")
        step = "Report it with the output of --debug."
        say(f"translator: a defect in translator: {what}. {step} [{InternalError.code}]")
        return InternalError.exit_code
    return code if isinstance(code, int) else 0


def _usage(error: typer.TyperException) -> int:
    if error.format_message().startswith("Usage: "):  # a group called without a command
        say(error.format_message())
        return error.exit_code
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "translator"
    step = f"See “{command} --help”."
    message = _one_line(error.format_message()).replace("Value error, ", "")
    say(f"translator: {message.rstrip('.')}. {step} [usage]")
    return error.exit_code


def _one_line(text: str) -> str:
    return "".join(c if c.isprintable() else "�" for c in " ".join(text.split()))
