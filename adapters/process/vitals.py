"""What the roles of this process have running, for those who ask how it is."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from temporalio.worker import Worker


@dataclass
class Vitals:
    """The worker that runs now; None while none does."""

    worker: "Worker | None" = None
