"""The access log in Danish words, for the command line and the pages."""

from collections.abc import Collection, Sequence

from domain.access.log import Sample
from domain.vault_codes import VaultField

FIELDS = {str(field): field.da for field in VaultField}


def fields_of(fields: Collection[str]) -> str:
    """Return what was read or written, in words where it has any."""
    return ", ".join(FIELDS.get(field, field) for field in fields)


def sheet_of(sample: Sample) -> Sequence[str]:
    """Return what stands above a sample: what it was drawn from, and how anybody can draw it again."""
    if not sample.entries:
        return (f"Stikprøve af adgange i {sample.month:%Y-%m}: måneden har ingen adgange om borgere.",)
    return (
        f"Stikprøve af adgange i {sample.month:%Y-%m}: {len(sample.entries)} af {sample.drawn_from} om borgere",
        f"Frø: {sample.seed.hex()}",
        "Frøet er kædesummen af månedens sidste adgang. De udtrukne er de første, når adgangene ordnes efter "
        "sha256(frø, nummer som 8 byte): ingen kan vælge dem.",
        "Måneden er slut: en ny trækning giver det samme."
        if sample.is_over
        else "Måneden er ikke slut: træk igen, når den er; hver trækning står i adgangsloggen.",
    )
