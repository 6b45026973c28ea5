"""What Temporal's library counts in this process: waiting times, failures and pollers of the worker.

The library writes each change to a buffer, which is emptied every second. It could serve a page itself, but on a
second port; and here nothing passes but the names and labels below, whose values are names in the program's code.
"""

import asyncio
from collections.abc import Iterable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Metric, disable_created_metrics
from temporalio.runtime import (
    BUFFERED_METRIC_KIND_COUNTER,
    BUFFERED_METRIC_KIND_GAUGE,
    BufferedMetricUpdate,
    MetricBuffer,
    MetricBufferDurationFormat,
)

from adapters.log_line import is_name

BUFFER = 100_000
"""Changes that a second may bring; what comes above is lost. A busy worker makes some thousands."""

DRAIN_SECONDS = 1.0

LABELS: Mapping[str, tuple[str, ...]] = {
    "temporal_workflow_task_schedule_to_start_latency": ("task_queue",),
    "temporal_activity_schedule_to_start_latency": ("task_queue",),
    "temporal_workflow_task_execution_failed": ("workflow_type", "failure_reason"),
    "temporal_workflow_failed": ("workflow_type",),
    "temporal_activity_execution_failed": ("activity_type", "failure_reason"),
    "temporal_request_failure": ("operation",),
    "temporal_num_pollers": ("poller_type",),
    "temporal_worker_task_slots_available": ("worker_type",),
}
"""What is told of the library's metrics, and under which of its labels. Times are in seconds."""

BUCKETS = (0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 1800.0)


def make_buffer() -> MetricBuffer:
    """Return the buffer that Temporal's runtime writes to."""
    return MetricBuffer(BUFFER, MetricBufferDurationFormat.SECONDS)


class SdkMetrics:
    """Adds up what the buffer of Temporal's runtime holds."""

    def __init__(self, buffer: MetricBuffer) -> None:
        # Else each series has a second one that tells when it was made.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._buffer = buffer
        self._registry = CollectorRegistry()
        self._metrics: dict[str, Counter | Gauge | Histogram] = {}

    async def keep_drained(self) -> None:
        """Empty the buffer every second, for ever."""
        while True:
            self.drain()
            await asyncio.sleep(DRAIN_SECONDS)

    def drain(self) -> None:
        """Add up what has changed since the last time."""
        for update in self._buffer.retrieve_updates():
            if update.metric.name in LABELS:
                self._add(update)

    def collect(self) -> Iterable[Metric]:
        return self._registry.collect()

    def _add(self, update: BufferedMetricUpdate) -> None:
        name = update.metric.name
        metric = self._metrics.get(name) or self._make(update)
        labelled = metric.labels(*(_name(update.attributes.get(label)) for label in LABELS[name]))
        if isinstance(labelled, Counter):
            labelled.inc(update.value)
        elif isinstance(labelled, Gauge):
            labelled.set(update.value)
        else:
            labelled.observe(update.value)

    def _make(self, update: BufferedMetricUpdate) -> Counter | Gauge | Histogram:
        name, text = update.metric.name, f"Of Temporal's library: {update.metric.name}."
        made = self._of_kind(update, name, text)
        self._metrics[name] = made
        return made

    def _of_kind(self, update: BufferedMetricUpdate, name: str, text: str) -> Counter | Gauge | Histogram:
        if update.metric.kind == BUFFERED_METRIC_KIND_COUNTER:
            return Counter(name, text, LABELS[name], registry=self._registry)
        if update.metric.kind == BUFFERED_METRIC_KIND_GAUGE:
            return Gauge(name, text, LABELS[name], registry=self._registry)
        return Histogram(f"{name}_seconds", text, LABELS[name], buckets=BUCKETS, registry=self._registry)


def _name(value: object) -> str:
    """Return a label's value if it can be a name in the code."""
    return value if isinstance(value, str) and is_name(value) else "other"
