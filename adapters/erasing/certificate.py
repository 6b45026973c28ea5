"""The certificate of erasings, for whoever asked for one: codes and dates, in Danish and English, to be printed."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from adapters.report.danish import danish_date
from domain.trajectory.state import Erasing, Trajectory
from domain.vault_codes import COMPARTMENTS_OF, Compartment


def certificate(trajectory: Trajectory, today: date, *, keys_are_operators: bool = False) -> Iterator[str]:
    """Yield the lines of a trajectory's certificate, Danish first.

    An erasing is final once its keys are destroyed, whatever day was promised; where the keys are an operator's, whom
    no program makes change them, none is.
    """
    yield "Attest for sletning / Certificate of erasing"
    yield f"Forløb / Trajectory: {trajectory.id}"
    yield f"Udskrevet / Printed: {danish_date(today)} / {today}"
    if not trajectory.erasures:
        yield ""
        yield "Intet er slettet i boksen. / Nothing was erased in the vault."
    for erasing in trajectory.erasures:
        yield ""
        yield from _one(erasing, _Final(erasing, today, keys_are_operators))
    if any(Compartment.IDENTITY in COMPARTMENTS_OF[erasing.scope] for erasing in trajectory.erasures):
        yield ""
        yield "Er der søgt på CPR-nummeret, står søgningen som en hash med nøgle, til adgangsloggens måned slettes."
        yield "A search by the CPR number stands as a keyed hash until its month of the access log is deleted."


def _one(erasing: Erasing, final: "_Final") -> Iterator[str]:
    erased, gone = erasing.occurred.on, sorted(COMPARTMENTS_OF[erasing.scope])
    yield f"Sletning / Erasing: {erasing.id}"
    yield (
        f"Slettet {danish_date(erased)}: {erasing.scope.da} ({', '.join(one.da for one in gone)}), "
        f"fordi {erasing.basis.da}. Nøgler og indhold er destrueret."
    )
    yield final.da
    yield (
        f"Erased on {erased}: {erasing.scope.en} ({', '.join(one.en for one in gone)}), "
        f"because: {erasing.basis.en}. Keys and contents are destroyed."
    )
    yield final.en


class _Final(NamedTuple):
    """What a certificate says of when an erasing is final."""

    erasing: Erasing
    today: date
    keys_are_operators: bool

    @property
    def da(self) -> str:
        final = danish_date(self.erasing.final)
        if self.erasing.made_final is not None:
            return f"Endelig siden {danish_date(self.erasing.made_final)}: ingen sikkerhedskopi kan åbne det mere."
        if self.keys_are_operators:
            return (
                f"Ikke endelig endnu, og tidligst {final}: driften skal først skifte nøglen og tage den gamle ud. "
                "Indtil da kunne en sikkerhedskopi fra før sletningen åbnes."
            )
        if self.erasing.final <= self.today:
            return (
                f"Ikke endelig endnu; skulle have været det {final}. Nøglen er ikke destrueret, så en sikkerhedskopi "
                "fra før sletningen kunne åbnes."
            )
        return f"Endelig {final}: indtil da kunne en sikkerhedskopi fra før sletningen åbnes."

    @property
    def en(self) -> str:
        final = self.erasing.final
        if self.erasing.made_final is not None:
            return f"Final since {self.erasing.made_final}: no backup opens it any more."
        if self.keys_are_operators:
            return (
                f"Not final yet, and on {final} at the earliest: the operator has to change the key and take the old "
                "one out first. Until then a backup from before the erasing could be opened."
            )
        if final <= self.today:
            return (
                f"Not final yet; was due on {final}. The key is not destroyed, so that a backup from before the "
                "erasing could be opened."
            )
        return f"Final on {final}: until then a backup from before it could be opened."
