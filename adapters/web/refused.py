"""Which status fits a refusal, for pages and programs alike."""

from http import HTTPStatus

from adapters.return_codes import MISTYPED_CODE, UNKNOWN_CODE
from domain import refusals as common
from domain.access import refusals
from domain.cpr import NOT_A_CPR
from domain.refusal import Refusal

FORBIDDEN = (
    refusals.NOT_YOUR_ROLE,
    refusals.NOT_YOURS,
    refusals.NOT_OF_YOUR_CENTRE,
    refusals.PSEUDONYMS_ONLY,
    refusals.ANONYMOUS_TO_YOU,
    refusals.ACCESS_RESTRICTED,
    refusals.CONSENT_DOES_NOT_COVER,
    refusals.NOT_OF_YOUR_STUDY,
    refusals.STEP_UP_NEEDED,
    refusals.NOT_YOU,
    refusals.THE_PROGRAM_DOES_IT,
    common.NOT_A_LEADER,
    common.UNKNOWN_ACTOR,
)
UNUSABLE = (common.IN_THE_FUTURE, common.BEFORE_OPENING, MISTYPED_CODE, NOT_A_CPR)
TOO_MANY = "too-many-"
"""How the codes of refusals begin that tell somebody to wait."""

STATUSES = {
    **{refusal.code: HTTPStatus.FORBIDDEN for refusal in FORBIDDEN},
    **{refusal.code: HTTPStatus.UNPROCESSABLE_ENTITY for refusal in UNUSABLE},
    UNKNOWN_CODE.code: HTTPStatus.NOT_FOUND,
}


def status_of(refusal: Refusal) -> HTTPStatus:
    """Return the status: it does not exist, may not be done, cannot be used, or does not go as things stand."""
    if refusal.code in STATUSES:
        return STATUSES[refusal.code]
    if refusal.code.startswith("no-such-"):
        return HTTPStatus.NOT_FOUND
    if refusal.code.startswith(TOO_MANY):
        return HTTPStatus.TOO_MANY_REQUESTS
    return HTTPStatus.UNPROCESSABLE_ENTITY if refusal.code.startswith("unknown-") else HTTPStatus.CONFLICT
