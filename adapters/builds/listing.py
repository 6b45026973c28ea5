"""Every build with how far behind it is, and whether somebody runs it."""

from typing import NamedTuple

from adapters.builds.place import Place
from projections.engine.build import Build
from projections.engine.tables.session import FROZEN_AFTER_SECONDS

FOLLOWED = """
SELECT build FROM board.runner WHERE seen >= clock_timestamp() - make_interval(secs => $1)
"""


class Listed(NamedTuple):
    """A build, the events between it and the log's head, and whether its runner lives."""

    build: Build
    behind: int
    is_followed: bool


async def listed(place: Place) -> tuple[Listed, ...]:
    """Return every build, by board and number."""
    followed = {row["build"] for row in await place.pool.fetch(FOLLOWED, float(FROZEN_AFTER_SECONDS))}
    builds = await place.store.builds()
    head = await place.log.head()
    return tuple(Listed(build, max(head - build.position, 0), build.number in followed) for build in builds)
