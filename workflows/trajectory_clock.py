"""The clock of one trajectory: it sleeps until the earliest timer of the newest agenda, and acts.

It keeps no truth. What it holds can be computed from the log at any time, so a lost, doubled, late or reordered
signal does no harm: only the agenda with the highest position counts. Source: design section 5.
"""

from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from domain.agenda_item import ItemKey
    from workflows.contracts import ActInput, AgendaSent, ClockMemo

AGAIN = timedelta(minutes=5)
"""How long an item that still stands after the act has to wait; without it, the workflow would spin."""

PARKED = timedelta(hours=1)
"""How long an item waits whose act the program cannot do: a bug, or events of a newer program."""

MEMO = "clock"
TASK_QUEUE = "trajectory-clock"
ACT_TIMEOUT = timedelta(seconds=20)
UNTIL_IT_WORKS = RetryPolicy(
    initial_interval=timedelta(seconds=1), backoff_coefficient=2, maximum_interval=timedelta(minutes=1)
)


@workflow.defn(name="trajectory-clock")
class TrajectoryClock:
    """One workflow a trajectory, with one pending timer. It ends when the trajectory is no longer open."""

    # Signals that came with the start or over a continue-as-new are handled before the first line of `run`:
    # the state has to stand before them.
    @workflow.init
    def __init__(self, agenda: AgendaSent) -> None:
        self._agenda = agenda
        self._not_before: dict[ItemKey, datetime] = {}
        self._memo: ClockMemo | None = workflow.memo_value(MEMO, None, type_hint=ClockMemo)

    @workflow.signal(name="agenda_changed")
    def agenda_changed(self, agenda: AgendaSent) -> None:
        """Take the agenda unless it is older than the one held. Never raises: that would end the workflow.

        One with the same stamp came later, from a program that may count by other rules.
        """
        if agenda.position >= self._agenda.position:
            self._agenda = agenda
            self._tell_what_is_held()

    @workflow.run
    async def run(self, agenda: AgendaSent) -> None:
        while self._agenda.is_open:
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(self._agenda)
            item = self._earliest()
            if item is not None and self._instant(item) <= workflow.now():
                await self._act(item)
            else:
                await self._sleep(item)

    def _tell_what_is_held(self) -> None:
        """Keep the memo true, so that a listing tells the driver whose clock holds another agenda than it should."""
        held = self._agenda.digest
        if self._memo is not None and self._memo.held != held:
            self._memo = self._memo.model_copy(update={"held": held})
            workflow.upsert_memo({MEMO: self._memo})

    def _instant(self, item: ItemKey) -> datetime:
        return self._not_before.get(item, item.at)

    def _earliest(self) -> ItemKey | None:
        return min(self._agenda.timers, key=self._instant, default=None)

    async def _sleep(self, item: ItemKey | None) -> None:
        timeout = None if item is None else self._instant(item) - workflow.now()
        try:
            await workflow.wait_condition(lambda: self._wakes_for_other_than(item), timeout=timeout)
        except TimeoutError:
            return

    def _wakes_for_other_than(self, item: ItemKey | None) -> bool:
        return not self._agenda.is_open or self._earliest() != item or workflow.info().is_continue_as_new_suggested()

    async def _act(self, item: ItemKey) -> None:
        try:
            fresh = await workflow.execute_activity(
                "act_on_item",
                ActInput(trajectory=self._agenda.trajectory, item=item, now=workflow.now()),
                result_type=AgendaSent,
                start_to_close_timeout=ACT_TIMEOUT,
                retry_policy=UNTIL_IT_WORKS,
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            return self._put_off(item, PARKED)
        self.agenda_changed(fresh)
        if item in self._agenda.timers:
            self._put_off(item, AGAIN)

    def _put_off(self, item: ItemKey, pause: timedelta) -> None:
        self._not_before = {one: at for one, at in self._not_before.items() if one in self._agenda.timers}
        self._not_before[item] = workflow.now() + pause
