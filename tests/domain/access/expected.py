"""What the policy is expected to answer: every (role, action, record) written out. A cell that is missing fails.

A column a record, in the order of `tests.domain.access.records.COLUMNS`:

    own, colleague, queue, offered, other-centre, elsewhere | own-lifted, own-lifted-elsewhere, own-restricted,
    colleague-lifted, other-centre-lifted | shared, course-shared | broken, broken-anonymous | closed |
    other-municipality
"""

from collections.abc import Mapping
from datetime import date

from domain import refusals as common
from domain.access import refusals
from domain.access.case import ALLOWED, EVERY_FIELD, Allowed
from domain.access.codes import Action
from domain.access.partners import CONTACT_DETAILS
from domain.refusal import Refusal
from domain.trajectory_codes import Role
from tests.domain.access.records import COLUMNS, DAY

MEANING: Mapping[str, Allowed | Refusal] = {
    "+": ALLOWED,
    "s": Allowed(date.fromisoformat(DAY), EVERY_FIELD),
    "c": Allowed(None, CONTACT_DETAILS),
    ".": common.NO_SUCH_TRAJECTORY,
    "l": common.NOT_A_LEADER,
    "r": refusals.NOT_YOUR_ROLE,
    "n": refusals.NOT_YOURS,
    "p": refusals.PSEUDONYMS_ONLY,
    "a": refusals.ANONYMOUS_TO_YOU,
    "x": refusals.ACCESS_RESTRICTED,
    "k": refusals.CONSENT_DOES_NOT_COVER,
}
"""`s`: notes from before the lifting sealed. `c`: contact details only."""

CASEWORK = """
see-trajectory   + + + + . .   + + + + .   + +   + +   +   .
advance          + + + n . .   + + + + .   + +   n n   +   .
read-alias       + n n + . .   + + + n .   n n   + +   +   .
write-alias      + n n n . .   + + + n .   n n   n n   +   .
read-identity    a n n n . .   + a x n .   n n   + n   +   .
write-identity   a n n n . .   + a x n .   n n   n n   +   .
read-notes       + n n n . .   s a s n .   n n   + +   s   .
write-note       + n n n . .   + + + n .   n n   n n   +   .
lift             + n n n . .   + + + n .   n n   n n   +   .
move             + n n n . .   + + + n .   n n   n n   +   .
erase            l l l l . .   l l l l .   l l   l l   l   .
break-glass      + + + + + +   + + + + +   + +   + +   +   .
disclose         + + + + . .   + + + + .   + +   + +   +   .
extract-access   l l l l . .   l l l l .   l l   l l   l   .
"""

LEADER = """
see-trajectory   + + + + . .   + + + + .   + +   + +   +   .
advance          + + + n . .   + + + + .   + +   n n   +   .
read-alias       + + + n . .   + + + + .   + +   + +   +   .
write-alias      + + + n . .   + + + + .   + +   n n   +   .
read-identity    a a a n . .   + a + + .   + a   + n   +   .
write-identity   a a a n . .   + a + + .   + a   n n   +   .
read-notes       + + + n . .   s a s s .   s +   + +   s   .
write-note       + + + n . .   + + + + .   + +   n n   +   .
lift             + + + n . .   + + + + .   + +   n n   +   .
move             + + + n . .   + + + + .   + +   n n   +   .
erase            + + + n . .   + + + + .   + +   n n   +   .
break-glass      + + + + + +   + + + + +   + +   + +   +   .
disclose         + + + + . .   + + + + .   + +   + +   +   .
extract-access   + + + n . .   + + + + .   + +   n n   +   .
"""

METHOD_SUPERVISOR = """
see-trajectory   + + + + + +   + + + + +   + +   + +   +   .
advance          p p p p p p   p p p p p   p p   p p   p   .
read-alias       p p p p p p   p p p p p   p p   p p   p   .
write-alias      p p p p p p   p p p p p   p p   p p   p   .
read-identity    p p p p p p   p p p p p   p p   p p   p   .
write-identity   p p p p p p   p p p p p   p p   p p   p   .
read-notes       p p p p p p   p p p p p   p p   p p   p   .
write-note       p p p p p p   p p p p p   p p   p p   p   .
lift             p p p p p p   p p p p p   p p   p p   p   .
move             p p p p p p   p p p p p   p p   p p   p   .
erase            p p p p p p   p p p p p   p p   p p   p   .
break-glass      p p p p p p   p p p p p   p p   p p   p   .
disclose         p p p p p p   p p p p p   p p   p p   p   .
extract-access   p p p p p p   p p p p p   p p   p p   p   .
"""

PARTNER = """
see-trajectory   . . . . . .   . . . . .   + +   . .   .   .
advance          . . . . . .   . . . . .   r r   . .   .   .
read-alias       . . . . . .   . . . . .   r r   . .   .   .
write-alias      . . . . . .   . . . . .   r r   . .   .   .
read-identity    . . . . . .   . . . . .   c k   . .   .   .
write-identity   . . . . . .   . . . . .   r r   . .   .   .
read-notes       . . . . . .   . . . . .   r r   . .   .   .
write-note       . . . . . .   . . . . .   r r   . .   .   .
lift             . . . . . .   . . . . .   r r   . .   .   .
move             . . . . . .   . . . . .   r r   . .   .   .
erase            . . . . . .   . . . . .   r r   . .   .   .
break-glass      . . . . . .   . . . . .   r r   . .   .   .
disclose         . . . . . .   . . . . .   r r   . .   .   .
extract-access   . . . . . .   . . . . .   r r   . .   .   .
"""

SEES_NONE = """
see-trajectory   . . . . . .   . . . . .   . .   . .   .   .
advance          . . . . . .   . . . . .   . .   . .   .   .
read-alias       . . . . . .   . . . . .   . .   . .   .   .
write-alias      . . . . . .   . . . . .   . .   . .   .   .
read-identity    . . . . . .   . . . . .   . .   . .   .   .
write-identity   . . . . . .   . . . . .   . .   . .   .   .
read-notes       . . . . . .   . . . . .   . .   . .   .   .
write-note       . . . . . .   . . . . .   . .   . .   .   .
lift             . . . . . .   . . . . .   . .   . .   .   .
move             . . . . . .   . . . . .   . .   . .   .   .
erase            . . . . . .   . . . . .   . .   . .   .   .
break-glass      . . . . . .   . . . . .   . .   . .   .   .
disclose         . . . . . .   . . . . .   . .   . .   .   .
extract-access   . . . . . .   . . . . .   . .   . .   .   .
"""

GRIDS: Mapping[Role, str] = {
    Role.BRIDGE_BUILDER: CASEWORK,
    Role.CULTURAL_MEDIATOR: CASEWORK,
    Role.CTI_WORKER: CASEWORK,
    Role.LEADER: LEADER,
    Role.METHOD_SUPERVISOR: METHOD_SUPERVISOR,
    Role.PARTNER: PARTNER,
    Role.EVALUATOR: SEES_NONE,
    Role.CONSULTANT: SEES_NONE,
    Role.HEAD_OF_OFFICE: SEES_NONE,
    Role.ADMINISTRATOR: SEES_NONE,
    Role.AUDITOR: SEES_NONE,
}

GENERAL = """
                  bridge  mediator  cti  leader  method  evaluator  consultant  head  partner  admin  auditor
see-board           +        +       +     +       +         r          r         r      +       r       r
search-cpr          +        +       +     +       r         r          r         r      r       r       r
open-by-code        +        +       +     +       r         r          r         r      r       r       r
hand-out-cards      +        +       +     +       r         r          r         r      r       r       r
see-aggregates      +        +       +     +       +         r          +         +      r       r       r
export              r        r       r     r       r         +          r         r      r       r       r
publish             r        r       r     r       r         r          r         +      r       r       r
define              r        r       r     r       r         r          r         r      r       +       r
manage-accounts     r        r       r     r       r         r          r         r      r       +       r
read-access-log     r        r       r     r       r         r          r         r      r       r       +
sample-access       r        r       r     +       r         r          r         r      r       r       +
"""
"""What is about no one trajectory, a column a role in the order of `Role`; whichever trajectory is named besides."""


def _read(grid: str) -> dict[Action, list[str]]:
    lines = [line.split() for line in grid.strip().splitlines()]
    actions = {str(action): action for action in Action}
    return {actions[name]: cells for name, *cells in lines}


EXPECTED: Mapping[tuple[Role, Action, str], Allowed | Refusal] = {
    **{
        (role, action, column): MEANING[cell]
        for role, grid in GRIDS.items()
        for action, cells in _read(grid).items()
        for column, cell in zip(COLUMNS, cells, strict=True)
    },
    **{
        (role, action, column): MEANING[cell]
        for action, cells in _read("\n".join(GENERAL.strip().splitlines()[1:])).items()
        for role, cell in zip(Role, cells, strict=True)
        for column in COLUMNS
    },
}
