"""The command line: each command parses, calls the library and prints; it decides nothing.

Exit status: 0 clean, 1 issues at or above --fail-on, 2 cannot run, 130 stopped.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import sys

import click

from letterkit import __version__
from letterkit.errors import Fault, LetterkitError, Place, did_you_mean

# Commands are imported when they are called: checking a text loads no more than the check.
COMMANDS = {
    "check": "Check the wording of letters, also of letters written elsewhere.",
    "draft": "Fill a letter from a case file, check it and write it.",
    "explain": "Say why a rule exists, with its source and better wording.",
    "fix": "Walk through a letter's issues, and write a mended copy.",
    "new": "Answer questions one by one, and get a case file and a letter.",
    "inspect": "List what a Word file would reveal, or write a copy without it.",
    "rules": "List the rules.",
    "serve": "Open the local page, in a browser of this machine.",
    "templates": "List, show and check the letters, and start your own.",
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"letterkit.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            hint = did_you_mean(args[0], COMMANDS) or f"There is: {', '.join(sorted(COMMANDS))}."
            ctx.fail(f"there is no command “{args[0]}”. {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; whatever a person can put right is said calmly, with exit status 2."""
        try:
            return super().invoke(ctx)
        except LetterkitError as error:
            from letterkit.reports.visible import visible

            click.echo(f"letterkit: {visible(str(error))}", err=True)
            ctx.exit(2)
        except KeyboardInterrupt:
            click.echo("letterkit: stopped.", err=True)
            ctx.exit(130)


@click.command(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example:  letterkit draft examples/anticoagulant-before-procedure/case.yaml",
)
@click.version_option(__version__, prog_name="letterkit")
def letterkit() -> None:
    """Draft a manual therapist's letter to a physician, and keep its wording inside the scope.

    Works offline. Not legal or medical advice: the therapist who signs decides.
    """


def main() -> None:
    """Run the command line. Files say themselves what is wrong with them, streams are told here."""
    gc.set_threshold(100_000, 50, 50)  # to look for rubbish at each import costs a tenth of a draft
    _stand_in_for_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:  # a terminal that cannot show “…” shows a stand-in instead of failing
            reconfigure(errors="replace")
    status: object = 0
    try:
        try:
            letterkit()
        except SystemExit as ended:
            status = ended.code
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError as error:
        where = Place(error.filename or "standard output")
        fault = Fault(f"cannot be used ({error.strerror or error}).", "Send it elsewhere.", where)
        with contextlib.suppress(OSError):
            click.echo(f"letterkit: {fault}", err=True)
        sys.stdout = sys.stderr = None  # what is left in them would fail again
        sys.exit(2)
    # All is written and closed; to take the memory apart piece by piece costs a tenth of a check.
    os._exit(status if isinstance(status, int) else status is not None)


def _stand_in_for_closed_streams() -> None:
    """Give a closed stream a stand-in that refuses what it is for, as any stream may."""
    sys.stdin = sys.stdin or open(os.devnull, "w")  # noqa: PTH123, SIM115
    sys.stdout = sys.stdout or open(os.devnull)  # noqa: PTH123, SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: PTH123, SIM115
