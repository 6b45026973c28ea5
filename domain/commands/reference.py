"""The command that defines reference data."""

from domain.commands.base import Command
from domain.reference.definitions import Definition


class Define(Command):
    """Define a programme, plan, kind, provider, administration, centre, worker, period or published total.

    The same definition again appends nothing; a changed one takes the place of the former from now on.
    """

    definition: Definition
