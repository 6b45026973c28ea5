"""What ends a process from outside: Ctrl-C, a supervisor, a terminal that is closed."""

import asyncio
import signal

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def cancel_on_signals() -> None:
    """Cancel the running task at the first signal; further ones must not cut its ending short."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()

    def cancel() -> None:
        for number in SIGNALS:
            loop.add_signal_handler(number, lambda: None)
        if task is not None:
            task.cancel()

    for number in SIGNALS:
        loop.add_signal_handler(number, cancel)
