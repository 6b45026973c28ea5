"""A workflow of one timer: the least that a clock can be."""

from datetime import datetime

from temporalio import workflow


@workflow.defn(name="minimal")
class Minimal:
    @workflow.run
    async def run(self, instant: datetime) -> None:
        await workflow.sleep(instant - workflow.now())
