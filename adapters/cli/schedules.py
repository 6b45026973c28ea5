"""The schedules in `exitspor status`: what Temporal starts by itself, and when."""

from collections.abc import Sequence

from adapters.addresses import Addresses
from adapters.bootstrap import connect_client
from adapters.cli.printing import show_table
from adapters.services import Services
from adapters.temporal.schedules import Schedules, ScheduleSeen
from adapters.web.language import DANISH
from domain.reference.catalogue import Catalogue

NEVER = "-"


async def schedules_seen(services: Services, addresses: Addresses) -> tuple[ScheduleSeen, ...]:
    """Return Temporal's schedules. Raises TemporalUnreachableError and RPCError if it goes away."""
    client = await connect_client(services.settings, addresses)
    return await Schedules(client).seen()


def show_schedules(catalogue: Catalogue, seen: Sequence[ScheduleSeen]) -> None:
    """Print the schedules: what, when next and when last; of a paused one that it is."""
    rows = [
        (
            catalogue.recurring[one.code].da if one.code in catalogue.recurring else one.code,
            one.code,
            DANISH.instant(one.next) if one.next else NEVER,
            DANISH.instant(one.last) if one.last else NEVER,
            "SAT PÅ PAUSE" if one.is_paused else "",
        )
        for one in seen
    ]
    show_table("Hvad der sker af sig selv", ("Opgave", "Kode", "Næste gang", "Sidst", ""), rows)
