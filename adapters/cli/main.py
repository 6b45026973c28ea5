"""The command line `exitspor`."""

import sys
from collections.abc import Sequence
from functools import cache
from typing import NoReturn

import structlog
import typer
from typer.core import TyperGroup
from typer.main import get_command

from adapters.cli import (
    access,
    account,
    agendas,
    catalogue,
    checkpoints,
    codec_server,
    duties,
    erasing,
    evaluator,
    inbox,
    keeping,
    keys,
    notify,
    papers,
    past,
    preparing,
    privacy,
    projections,
    ready,
    reports,
    running,
    windows,
)
from adapters.cli.cards import add_cards
from adapters.cli.caseload import add_caseload
from adapters.cli.codes import add_codes
from adapters.cli.printing import complain
from adapters.cli.session import write_logs
from adapters.cli.stepping import add_steps, make_groups
from adapters.cli.trouble import BAD_INPUT, DONE, TROUBLE, EndedError, Words
from adapters.log_line import class_of
from adapters.process.ending import finish
from adapters.process.garbage import collect_rarely

INTERRUPTED = 130


def run() -> NoReturn:
    """Run the command line of this process, and end the process with its exit code."""
    collect_rarely()
    finish(main(sys.argv[1:]))


def main(arguments: Sequence[str]) -> int:
    """Run a command line; return its exit code. Nothing that was typed is printed or logged."""
    try:
        write_logs()
        answer = command_line().main(list(arguments) or ["--help"], "exitspor", standalone_mode=False)
        return answer if isinstance(answer, int) else DONE
    except EndedError as error:
        complain(error.words)
        return error.code
    except typer.TyperException as error:
        complain([_usage(error)])
        return BAD_INPUT
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except SystemExit as ended:
        # rich ends so when whoever reads its output has gone away, as in `exitspor history ... | head`.
        return ended.code if isinstance(ended.code, int) else TROUBLE
    except Exception as error:
        structlog.get_logger().exception("command failed", exc_info=error)
        complain([_unexpected(error)])
        return TROUBLE


@cache
def command_line() -> TyperGroup:
    """Return the whole command line."""
    group = get_command(_make_app())
    assert isinstance(group, TyperGroup)
    return group


def _make_app() -> typer.Typer:
    app = typer.Typer(
        help="Exitspor: exit trajectories (exitforløb) from the event log, on this machine or on given servers.",
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.command("up")(running.up)
    app.command("down")(running.down)
    app.command("status")(running.status)
    app.command("ready")(ready.ready)
    app.command("prepare")(preparing.prepare)
    app.command("demo")(keeping.demo)
    app.command("verify")(keeping.verify_log)
    app.command("codec-server")(codec_server.codec_server)
    app.command("history")(past.history)
    app.command("replay")(past.replay)
    app.add_typer(keeping.temporal, name="temporal")
    app.add_typer(checkpoints.app, name="checkpoint")
    app.add_typer(keys.app, name="keys")
    app.add_typer(catalogue.reference, name="reference")
    app.add_typer(windows.app, name="board")
    app.add_typer(agendas.app, name="agenda")
    app.add_typer(projections.app, name="projection")
    app.add_typer(reports.app, name="report")
    app.add_typer(papers.app, name="paper")
    app.add_typer(privacy.app, name="privacy")
    app.add_typer(erasing.app, name="erasing")
    app.add_typer(inbox.app, name="inbox")
    app.add_typer(notify.app, name="notify")
    app.add_typer(account.app, name="account")
    app.add_typer(access.app, name="access")
    app.add_typer(evaluator.app, name="evaluator")
    groups = make_groups(app)
    groups["trajectory"].command("show")(past.show)
    groups["staff"].command("list")(catalogue.list_staff)
    groups["duty"].command("list")(duties.list_duties)
    add_codes(groups["trajectory code"])
    add_cards(groups["cards"])
    add_caseload(groups)
    add_steps(groups)
    return app


def _usage(error: typer.TyperException) -> Words:
    """Return what is wrong with a command line, without typer's own text, which quotes it."""
    parameter, context = getattr(error, "param", None), getattr(error, "ctx", None)
    path = context.command_path if context else "exitspor"
    if near := getattr(error, "possibilities", None):
        return Words(
            f"Kommandoen kan ikke forstås. Mente du {' eller '.join(near)}? Se »{path} --help«.",
            f'The command is not understood. Did you mean {" or ".join(near)}? See "{path} --help".',
        )
    if parameter is None:
        return Words(
            f"Kommandoen kan ikke forstås. Se »{path} --help«.",
            f'The command is not understood. See "{path} --help".',
        )
    name = parameter.metavar if parameter.param_type_name == "argument" else parameter.opts[0]
    return Words(
        f"{name}: mangler, eller værdien kan ikke bruges. Se »{path} --help«.",
        f'{name}: is missing, or the value cannot be used. See "{path} --help".',
    )


def _unexpected(error: Exception) -> Words:
    kind = class_of(error)
    return Words(
        f"Uventet fejl ({kind}). Se exitspor.log i datamappen.",
        f"Unexpected error ({kind}). See exitspor.log in the state directory.",
    )
