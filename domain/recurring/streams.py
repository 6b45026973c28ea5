"""The stream of a unit's duty, and the duty of a stream."""

from uuid import UUID

from domain.base import stream_of
from domain.duties import Duty
from domain.reference.catalogue import Catalogue
from domain.reference.definitions import Recurring


def duty_stream(duty: Duty, unit: str | None) -> UUID:
    """Return the stream of a duty of a unit; None is the municipality."""
    return stream_of("unit", f"{duty}:{unit or ''}")


def duty_of(stream: UUID, catalogue: Catalogue) -> Recurring | None:
    """Return the duty whose stream it is; None where nobody defines one."""
    return next((one for one in catalogue.recurring.values() if duty_stream(one.duty, one.unit) == stream), None)


def duty_called(duty: Duty, unit: str | None, catalogue: Catalogue) -> Recurring | None:
    """Return the recurring duty of a unit; None where nobody defines one."""
    return duty_of(duty_stream(duty, unit), catalogue)
