"""The factory that the library finds by ``PERSISTENCE_MODULE``."""

from typing import TypeVar

from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactory,
    InfrastructureFactoryError,
    ProcessRecorder,
)
from eventsourcing.utils import Environment, EnvType, resolve_topic

from adapters.eventsourcing_store.datastore import Datastore
from adapters.eventsourcing_store.recorders import (
    StoreAggregateRecorder,
    StoreApplicationRecorder,
    StoreProcessRecorder,
    StoreTrackingRecorder,
)
from adapters.eventsourcing_store.schema import schema_name

R = TypeVar("R")


class StoreFactory(InfrastructureFactory[StoreTrackingRecorder]):
    """Recorders in schemas named by the application.

    Environment: ``POSTGRES_DSN``, the program's role; ``POSTGRES_MIGRATOR_DSN``, which installs the schemas, or
    is left out where they are installed; each may be prefixed by the application's name, as the library has it.
    """

    POSTGRES_DSN = "POSTGRES_DSN"
    POSTGRES_MIGRATOR_DSN = "POSTGRES_MIGRATOR_DSN"

    def __init__(self, env: Environment | EnvType | None) -> None:
        """Raises InfrastructureFactoryError if the environment names no database."""
        super().__init__(env)
        dsn = self.env.get(self.POSTGRES_DSN)
        if not dsn:
            raise InfrastructureFactoryError("set POSTGRES_DSN to the address of the database")
        self.datastore = Datastore(dsn, self.env.get(self.POSTGRES_MIGRATOR_DSN))

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        """Return a recorder of events, or of snapshots."""
        return StoreAggregateRecorder(self.datastore, self._schema(purpose))

    def application_recorder(self) -> ApplicationRecorder:
        """Return a recorder of the application's events in one sequence."""
        return self._chosen(self.APPLICATION_RECORDER_TOPIC, StoreApplicationRecorder)(
            self.datastore, self._schema("events")
        )

    def tracking_recorder(
        self, tracking_recorder_class: type[StoreTrackingRecorder] | None = None
    ) -> StoreTrackingRecorder:
        """Return a recorder of how far notifications were processed."""
        chosen = tracking_recorder_class or self._chosen(self.TRACKING_RECORDER_TOPIC, StoreTrackingRecorder)
        return chosen(self.datastore, self._schema("tracking"))

    def process_recorder(self) -> ProcessRecorder:
        """Return a recorder of events together with what they follow from."""
        return self._chosen(self.PROCESS_RECORDER_TOPIC, StoreProcessRecorder)(self.datastore, self._schema("events"))

    def close(self) -> None:
        """Close the connections."""
        self.datastore.close()

    def _schema(self, purpose: str) -> str:
        return schema_name(self.env.name, purpose)

    def _chosen(self, key: str, default: type[R]) -> type[R]:
        """Return the recorder class that the environment names, if it is one of our kind."""
        topic = self.env.get(key)
        if not topic:
            return default
        chosen: type[R] = resolve_topic(topic)
        if not issubclass(chosen, default):
            raise InfrastructureFactoryError(f"{topic} is no {default.__name__}")
        return chosen
