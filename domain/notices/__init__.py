"""Who is told of what: notices of events, the queues of units, and when a mail about a notice may leave."""
