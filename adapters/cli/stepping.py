"""The steps as commands: typer makes their options from a signature that follows from the table."""

from collections.abc import Callable, Mapping
from inspect import Signature
from typing import Any

import typer

from adapters.addresses import Addresses
from adapters.cli.common import PARAMETERS, common_of
from adapters.cli.previewing import show_preview
from adapters.cli.sent import send
from adapters.cli.session import chosen, do
from adapters.cli.step import Step
from adapters.cli.steps import STEPS
from adapters.services import Services

GROUPS: Mapping[str, str] = {
    "contact": "Lone contacts (henvendelser).",
    "visit": "Outreach visits (opsøgende besøg).",
    "cards": "VIP cards (VIP-kort).",
    "supervision": "Team supervision (teamsupervision).",
    "duty": "Recurring duties of units (faste opgaver).",
    "caseload": "Caseloads (sagsstammer): handed over in one step.",
    "staff": "Staff (medarbejdere), known by codes only: who is there, on leave, or leaves.",
    "trajectory": "Trajectories (forløb): every step that a caseworker takes.",
    "trajectory appointment": "Appointments (aftaler).",
    "trajectory measure": "Measures (tiltag).",
    "trajectory measurement": "Measurements (målinger).",
    "trajectory consent": "Consents to share (samtykker).",
    "trajectory code": "Return codes (VIP-koder).",
}
"""Every group of commands, each after the one that it belongs to, with its help."""


def make_groups(root: typer.Typer) -> dict[str, typer.Typer]:
    """Make the groups of commands; return them by path."""
    groups = {"": root}
    for path, text in GROUPS.items():
        parent, _, name = path.rpartition(" ")
        groups[path] = typer.Typer(help=text)
        groups[parent].add_typer(groups[path], name=name)
    return groups


def add_steps(groups: Mapping[str, typer.Typer]) -> None:
    """Add every step to its group."""
    for step in STEPS:
        group, _, name = step.path.rpartition(" ")
        groups[group].command(name, help=f"{step.en} ({step.da}).")(command_of(step))


def command_of(step: Step) -> Callable[..., None]:
    """Return the function that typer makes the step's command of."""

    def command(**typed: Any) -> None:
        sent = step.build(typed, common_of(typed, chosen().municipality))

        async def work(services: Services, _: Addresses) -> None:
            await (show_preview(sent, services) if typed["preview"] else send(step, sent, services))

        do(work)

    parameters = [*(entry.parameter() for entry in step.entries), *PARAMETERS]
    command.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return command
