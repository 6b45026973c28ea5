"""Ids of erasings: each tells its basis, so that the event can be told of what the vault alone knows.

The vault is erased before the event is appended. Where a crash keeps the event from the log, the nightly job finds
the erasing in the vault, by its id, and the id's last digit says why it was done.
"""

from uuid import UUID, uuid5

from domain.vault_codes import ErasureBasis

BASES = (
    ErasureBasis.PERSON_ASKED,
    ErasureBasis.DE_IDENTIFIED,
    ErasureBasis.RETENTION,
    ErasureBasis.ANONYMOUS_NOTES,
    ErasureBasis.WRONG_TRAJECTORY,
)
"""In the order of their digits: never change it, only add."""

DIGIT = 16


def told_by(basis: ErasureBasis, id: UUID) -> UUID:
    """Return an id with the digit of a basis in its last place."""
    return UUID(int=id.int - id.int % DIGIT + BASES.index(basis))


def erasure_of(command: UUID, basis: ErasureBasis) -> UUID:
    """Return the erasing of a command that somebody sends, the same when it is sent again."""
    return told_by(basis, uuid5(command, "erasing"))


def basis_of(erasure: UUID) -> ErasureBasis:
    """Return the basis that an erasing's id tells; of an id made elsewhere, that its person asked."""
    digit = erasure.int % DIGIT
    return BASES[digit] if digit < len(BASES) else ErasureBasis.PERSON_ASKED
