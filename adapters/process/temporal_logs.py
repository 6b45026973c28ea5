"""Temporal's native library writes its own log to stderr, in clear text; it goes through ours instead."""

import logging
from functools import cache

from temporalio.runtime import LogForwardingConfig, LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter


@cache
def forward_temporal_logs() -> None:
    """Send the native library's log to the logger ``temporal``, for all that connects from then on."""
    forwarding = LogForwardingConfig(logger=logging.getLogger("temporal"))
    # Its warnings tell of every retry while Temporal is away, which the driver tells in fewer lines.
    filtered = TelemetryFilter(core_level="ERROR", other_level="ERROR")
    telemetry = TelemetryConfig(logging=LoggingConfig(filter=filtered, forwarding=forwarding))
    Runtime.set_default(Runtime(telemetry=telemetry), error_if_already_set=False)
