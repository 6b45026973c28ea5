"""The certificate of erasings, for whoever asked for one: codes and dates, in Danish and English, to be printed."""

from collections.abc import Iterator
from datetime import date

from adapters.report.danish import danish_date
from domain.trajectory.state import Erasing, Trajectory
from domain.vault_codes import COMPARTMENTS_OF


def certificate(trajectory: Trajectory, today: date) -> Iterator[str]:
    """Yield the lines of a trajectory's certificate, Danish first."""
    yield "Attest for sletning / Certificate of erasing"
    yield f"Forløb / Trajectory: {trajectory.id}"
    yield f"Udskrevet / Printed: {danish_date(today)} / {today}"
    if not trajectory.erasures:
        yield ""
        yield "Intet er slettet i boksen. / Nothing was erased in the vault."
    for erasing in trajectory.erasures:
        yield ""
        yield from _one(erasing, today)


def _one(erasing: Erasing, today: date) -> Iterator[str]:
    erased, final, gone = erasing.occurred.on, erasing.final, sorted(COMPARTMENTS_OF[erasing.scope])
    yield f"Sletning / Erasing: {erasing.id}"
    yield (
        f"Slettet {danish_date(erased)}: {erasing.scope.da} ({', '.join(one.da for one in gone)}), "
        f"fordi {erasing.basis.da}. Nøgler og indhold er destrueret."
    )
    yield _final_da(erasing, today)
    yield (
        f"Erased on {erased}: {erasing.scope.en} ({', '.join(one.en for one in gone)}), "
        f"because: {erasing.basis.en}. Keys and contents are destroyed."
    )
    yield (
        f"Final since {final}: no backup opens it any more."
        if erasing.is_final
        else f"Final on {final}: until then a backup from before it could be opened."
    )


def _final_da(erasing: Erasing, today: date) -> str:
    final = danish_date(erasing.final)
    if erasing.is_final:
        return f"Endelig siden {final}: ingen sikkerhedskopi kan åbne det mere."
    return f"Endelig {final}: indtil da kunne en sikkerhedskopi fra før sletningen åbnes."
