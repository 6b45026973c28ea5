"""Temporal's native library in this process: it logs through our log, and tells Temporal nothing of this machine."""

import logging

from temporalio.runtime import (
    LogForwardingConfig,
    LoggingConfig,
    MetricBuffer,
    Runtime,
    TelemetryConfig,
    TelemetryFilter,
)

_set_up: list[Runtime] = []


def forward_temporal_logs(metrics: MetricBuffer | None = None) -> None:
    """Send the native library's log to the logger ``temporal``, for all that connects from then on.

    By itself it writes to stderr, in clear text. The first call in a process decides; `metrics` takes what the
    library counts.
    """
    if _set_up:
        return
    forwarding = LogForwardingConfig(logger=logging.getLogger("temporal"))
    # Its warnings tell of every retry while Temporal is away, which the driver tells in fewer lines.
    filtered = TelemetryFilter(core_level="ERROR", other_level="ERROR")
    telemetry = TelemetryConfig(logging=LoggingConfig(filter=filtered, forwarding=forwarding), metrics=metrics)
    # A worker's heartbeat would tell Temporal the name of the machine and the number of the process.
    runtime = Runtime(telemetry=telemetry, worker_heartbeat_interval=None)
    Runtime.set_default(runtime, error_if_already_set=False)
    _set_up.append(runtime)
