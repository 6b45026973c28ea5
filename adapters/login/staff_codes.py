"""Whether what somebody typed can be a staff code at all."""

from pydantic import TypeAdapter, ValidationError

from domain.base import StaffCode

_STAFF_CODE: TypeAdapter[str] = TypeAdapter(StaffCode)


def is_staff_code(typed: str) -> bool:
    """Tell whether a text is written as staff codes are."""
    try:
        _STAFF_CODE.validate_python(typed)
    except ValidationError:
        return False
    return True
