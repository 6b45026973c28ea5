"""The one command of the clock: an agenda item's instant has come. Source: design section 2."""

from domain.agenda_item import ItemKey
from domain.commands.base import TrajectoryCommand


class ActOnItem(TrajectoryCommand):
    """Do what the agenda item says, if it still stands; a stale one appends nothing."""

    item: ItemKey
