"""Why a command line ends without having done what was asked, told to a person; never with what was typed."""

from collections.abc import Sequence
from typing import NamedTuple

from domain.refusal import Refusal

DONE, TROUBLE, BAD_INPUT, REFUSED = 0, 1, 2, 3
"""Exit codes: done; something does not run; the input cannot be used; a rule says no."""


class Words(NamedTuple):
    """The same in Danish and English."""

    da: str
    en: str


class EndedError(Exception):
    """The command ends here; `words` say why and what to do."""

    code = TROUBLE

    def __init__(self, words: Sequence[Words]) -> None:
        super().__init__("\n".join(line.en for line in words))
        self.words = tuple(words)


class BadInputError(EndedError):
    """Something that was typed cannot be used."""

    code = BAD_INPUT


class RefusedError(EndedError):
    """A rule of the domain says no; nothing was appended for what it refused."""

    code = REFUSED

    def __init__(self, *refusals: Refusal) -> None:
        distinct = dict.fromkeys(refusals)
        super().__init__([Words(f"Afvist: {refusal.da}", f"Refused: {refusal.en}") for refusal in distinct])
