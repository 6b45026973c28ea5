"""Stock applications of the library `eventsourcing` on our event log, by this package's name as PERSISTENCE_MODULE.

Each application has schemas of its own, installed from the SQL of our log; no board and no driver reads them.
Here, and nowhere else, the library's words are spoken: originator, notification, tracking.
"""

from adapters.eventsourcing_store.factory import StoreFactory

__all__ = ["StoreFactory"]
