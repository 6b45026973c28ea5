"""What goes wrong with the vault and its keys, told to a person; never with what is in it."""

from domain.vault import AccessNotLogged, VaultSilent


class VaultError(VaultSilent):
    """The vault cannot do what was asked; the text says what to do, Danish first."""

    def __init__(self, danish: str, english: str) -> None:
        super().__init__(f"{danish}\n{english}")
        self.danish = danish
        self.english = english


class KeysUnavailable(VaultError):  # noqa: N818
    """The keys are missing, or whoever keeps them cannot be reached."""


class KeyGone(VaultError):  # noqa: N818
    """The key-encryption key of an epoch was destroyed, or nobody has given it."""

    def __init__(self, epoch: int) -> None:
        super().__init__(
            f"Nøglen til epoke {epoch} findes ikke mere her; det, den beskyttede, kan ikke åbnes.",
            f"The key of epoch {epoch} is no longer here; what it guarded cannot be opened.",
        )


class NotGenuine(VaultError):  # noqa: N818
    """A ciphertext or a wrapped key is not what was written in that place: moved, changed, or under another key."""

    def __init__(self) -> None:
        super().__init__(
            "Boksens indhold passer ikke til sin plads og kan ikke åbnes. Hent en sikkerhedskopi frem.",
            "The vault's contents do not fit their place and cannot be opened. Turn to a backup.",
        )


class OperatorsKeys(VaultError):  # noqa: N818
    """The keys are given by the operator, who alone makes new ones and destroys old ones."""


def silent() -> VaultError:
    """Return how a database that does not answer is told."""
    return VaultError(
        "Boksen kan ikke nås lige nu; intet er læst eller skrevet. Prøv igen.",
        "The vault cannot be reached now; nothing was read or written. Try again.",
    )


def not_logged() -> AccessNotLogged:
    """Return how an access log that cannot be written is told."""
    return AccessNotLogged(
        "adgangsloggen kan ikke skrives; derfor er intet læst eller skrevet / "
        "the access log cannot be written; so nothing was read or written"
    )
