"""The program ``kiitools``: the commands of CONTRACT.md.

Faults are told in at most three lines; exit status 0 done, 1 a fault of the user's input or study, 2 usage.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from kiitools import __version__
from kiitools.cli import coding, intake, results, upkeep
from kiitools.cli.telling import tell_fault
from kiitools.errors import KiitoolsError
from kiitools.messages import LANGUAGES

app = typer.Typer(
    name="kiitools",
    help="Études auprès d'informateurs clés : coder, compter, cartographier, restituer. "
    "/ Key-informant studies: code, tally, map, report.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for room in (intake, coding, results, upkeep):
    room.register(app)


def _version(asked: bool) -> None:
    if asked:
        print(f"kiitools {__version__}")
        raise typer.Exit


@app.callback()
def _language(
    lang: Annotated[str, typer.Option(help="Langue des messages : fr ou en. / Language of messages.")] = "",
    _: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,
) -> None:
    if lang and lang not in LANGUAGES:
        raise typer.BadParameter("fr, en", param_hint="--lang")
    if lang:
        os.environ["KIITOOLS_LANG"] = lang


def main() -> None:
    """Run the program; a traceback is shown only when ``KIITOOLS_DEBUG=1``."""
    try:
        app(args=_language_first(sys.argv[1:]))
    except KiitoolsError as err:
        if os.environ.get("KIITOOLS_DEBUG") == "1":
            raise
        tell_fault(err)
        sys.exit(1)
    except Exception as err:
        if os.environ.get("KIITOOLS_DEBUG") == "1":
            raise
        tell_fault(KiitoolsError("cli.unforeseen", where=type(err).__name__))
        sys.exit(1)


def _language_first(arguments: list[str]) -> list[str]:
    """Commands that write outputs have a ``--lang`` of their own; elsewhere it may stand at the end."""
    if "--lang" not in arguments or not arguments or arguments[0] == "--lang":
        return arguments
    at = arguments.index("--lang")
    value = arguments[at : at + 2]
    if len(value) == 2 and value[1] in LANGUAGES:
        os.environ["KIITOOLS_LANG"] = value[1]
    if arguments[0] in OWN_LANGUAGE:
        return arguments
    return [*value, *arguments[:at], *arguments[at + 2 :]]


OWN_LANGUAGE = {
    "new",
    "demo",
    "map",
    "figures",
    "matrix",
    "report",
    "workbook",
    "sheets",
    "export",
    "codebook",
}
"""Commands whose ``--lang`` also sets the language of what they write."""
