"""The picture of an installation as Prometheus' metrics. Every name, label and unit is written here."""

from collections.abc import Iterable, Iterator

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily

from adapters.metrics.picture import AGES, OLDER, DriverLag, Overdue, Picture, Place
from domain.agenda_item import ItemKind
from projections.engine.lag import Lag
from workflows.parking import Parked


def known(*, database: bool, temporal: bool) -> Iterator[Metric]:
    """Whether the servers answered; without the database, what follows from it is not told."""
    yield _one("exitspor_up", "1 if the database answered, and what it knows is told here; else 0.", database)
    yield _one("exitspor_temporal_up", "1 if Temporal answered; else 0.", temporal)


def of_picture(picture: Picture) -> Iterator[Metric]:
    """What the database knows. Every process tells the same: take the greatest, not the sum."""
    yield _open(picture)
    yield _overdue(picture)
    yield from _driver(picture.driver)
    yield from _parked(picture.parked)
    yield from _boards(picture.boards)


def _open(picture: Picture) -> Metric:
    family = GaugeMetricFamily("exitspor_trajectories_open", "Trajectories not closed.", labels=Place._fields)
    for place, trajectories in sorted(picture.open.items()):
        family.add_metric(place, trajectories)
    return family


def _overdue(picture: Picture) -> Metric:
    family = GaugeMetricFamily(
        "exitspor_obligations_overdue",
        "Overdue obligations; age is the least number of days that they are not overdue for longer than.",
        labels=Overdue._fields,
    )
    for kind in ItemKind:
        for age in (*(name for name, _ in AGES), OLDER):
            family.add_metric((str(kind), age), picture.overdue.get(Overdue(str(kind), age), 0))
    return family


def _driver(driver: DriverLag) -> Iterator[Metric]:
    yield _one("exitspor_driver_lag_events", "Events that no clock has been told of.", driver.events)
    yield _one("exitspor_driver_lag_seconds", "Age of the oldest event that no clock was told of.", driver.seconds)
    if driver.unseen is not None:
        yield _one("exitspor_driver_unseen_seconds", "Since when no driver was at work.", driver.unseen)


def _parked(parked: Parked) -> Iterator[Metric]:
    yield _one(
        "exitspor_clock_parked_streams", "Streams whose clock is missing or old: unreadable here.", parked.streams
    )
    yield _one("exitspor_clock_parked_items", "Acts of clocks that fail again and again.", parked.items)


def _boards(lags: Iterable[Lag]) -> Iterator[Metric]:
    events = GaugeMetricFamily("exitspor_board_lag_events", "Events that a board has not read.", labels=["board"])
    seconds = GaugeMetricFamily("exitspor_board_lag_seconds", "Age of the oldest of them.", labels=["board"])
    parked = GaugeMetricFamily(
        "exitspor_board_parked_streams", "Streams that a board cannot read on.", labels=["board"]
    )
    followed = GaugeMetricFamily("exitspor_board_followed", "1 if a process keeps the board.", labels=["board"])
    for item in lags:
        events.add_metric([item.board], item.events)
        seconds.add_metric([item.board], item.seconds)
        parked.add_metric([item.board], item.parked)
        followed.add_metric([item.board], item.is_followed)
    return iter((events, seconds, parked, followed))


def _one(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, text, value=value)
