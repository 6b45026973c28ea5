"""What an operator watches: numbers without ids, in Prometheus' text format, on a port of their own."""
