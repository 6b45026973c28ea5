"""Stock applications of the library run on our store, and what the library's own store gets wrong goes right."""

import asyncio
from collections.abc import Iterator
from typing import ClassVar
from uuid import UUID, uuid4

import pytest
from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import (
    InfrastructureFactoryError,
    IntegrityError,
    OperationalError,
    ProgrammingError,
    StoredEvent,
    Tracking,
)
from eventsourcing.tests import application as cases
from eventsourcing.utils import Environment

from adapters.eventsourcing_store import StoreFactory
from adapters.postgres.log import PostgresEventLog
from tests.postgres_proxy import a_proxy_to
from tests.postgres_server import PostgresServer


class Dog(Aggregate):
    @event("Registered")
    def __init__(self, name: str) -> None:
        self.name = name
        self.tricks: list[str] = []

    @event("TrickAdded")
    def add_trick(self, trick: str) -> None:
        self.tricks.append(trick)


class DogSchool(Application[UUID]):
    snapshotting_intervals: ClassVar[dict[type, int]] = {Dog: 2}

    def register(self, name: str) -> UUID:
        dog = Dog(name)
        self.save(dog)
        return dog.id

    def teach(self, dog_id: UUID, trick: str) -> None:
        dog: Dog = self.repository.get(dog_id)
        dog.add_trick(trick)
        self.save(dog)


class OtherSchool(DogSchool):
    """The same in another schema."""


@pytest.fixture
def factory(environment: dict[str, str]) -> Iterator[StoreFactory]:
    factory = StoreFactory(Environment("Kennel", environment))
    yield factory
    factory.close()


def stored(originator: UUID, version: int, topic: str = "topic") -> StoredEvent:
    return StoredEvent(originator, version, topic, b"state")


class TestLibraryApplications(cases.ApplicationTestCase):
    """The library's own tests of applications, on our store."""

    @pytest.fixture(autouse=True)
    def _environment(self, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
        for key, value in environment.items():
            monkeypatch.setenv(key, value)


class TestLibraryExample(cases.ExampleApplicationTestCase):
    """The library's example of an application, on our store."""

    expected_factory_topic = "adapters.eventsourcing_store.factory:StoreFactory"

    @pytest.fixture(autouse=True)
    def _environment(self, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
        for key, value in environment.items():
            monkeypatch.setenv(key, value)


def test_a_stock_application_keeps_its_aggregates(environment: dict[str, str]) -> None:
    with DogSchool(env={**environment, "IS_SNAPSHOTTING_ENABLED": "y"}) as school:
        dog_id = school.register("Fido")
        for trick in ("roll over", "play dead", "fetch"):
            school.teach(dog_id, trick)
        assert school.snapshots is not None
        assert [snapshot.originator_version for snapshot in school.snapshots.get(dog_id)] == [2, 4]
    with DogSchool(env=environment) as school:
        dog: Dog = school.repository.get(dog_id)
        assert (dog.name, dog.tricks) == ("Fido", ["roll over", "play dead", "fetch"])


def test_without_a_migrator_it_runs_on_what_is_installed(environment: dict[str, str]) -> None:
    program = {key: value for key, value in environment.items() if key != "POSTGRES_MIGRATOR_DSN"}
    with DogSchool(env=program) as school, pytest.raises(ProgrammingError):
        school.register("Fido")
    with DogSchool(env=environment) as school:
        dog_id = school.register("Fido")
    with DogSchool(env=program) as school:
        school.teach(dog_id, "fetch")


def test_two_applications_of_one_database_do_not_mix(environment: dict[str, str]) -> None:
    with DogSchool(env=environment) as school, OtherSchool(env=environment) as other:
        dog_id = school.register("Fido")
        other.register("Rex")
        with pytest.raises(AggregateNotFoundError):
            other.repository.get(dog_id)
        assert len(school.notification_log["1,10"].items) == len(other.notification_log["1,10"].items) == 1


async def test_our_own_log_sees_nothing_of_it(environment: dict[str, str], pg_log: PostgresEventLog) -> None:
    with DogSchool(env=environment) as school:
        school.register("Fido")
    assert await pg_log.head() == 0


def test_the_facade_refuses_to_wait_for_its_own_thread(factory: StoreFactory) -> None:
    recorder = factory.application_recorder()

    async def on_the_loop() -> None:
        recorder.max_notification_id()

    with pytest.raises(ProgrammingError, match="own event loop"):
        factory.datastore.run(on_the_loop)


async def test_the_facade_may_be_called_while_another_loop_runs(factory: StoreFactory) -> None:
    assert asyncio.get_running_loop().is_running()
    assert factory.application_recorder().max_notification_id() is None


def test_ids_come_in_the_order_of_the_events_also_when_originators_alternate(factory: StoreFactory) -> None:
    recorder, first, second = factory.application_recorder(), uuid4(), uuid4()
    events = [stored(first, 0), stored(second, 7), stored(first, 1), stored(first, 3), stored(second, 8)]
    assert recorder.insert_events(events) == [1, 2, 3, 4, 5]
    notifications = recorder.select_notifications(start=1, limit=10)
    found = [(item.originator_id, item.originator_version) for item in notifications]
    assert found == [(item.originator_id, item.originator_version) for item in events]


def test_a_conflict_in_the_middle_of_a_call_stores_nothing_of_it(factory: StoreFactory) -> None:
    recorder, first, second = factory.application_recorder(), uuid4(), uuid4()
    recorder.insert_events([stored(first, 1)])
    with pytest.raises(IntegrityError):
        recorder.insert_events([stored(second, 1), stored(first, 1)])
    assert recorder.select_events(second) == []
    assert recorder.max_notification_id() == 1


def test_a_snapshot_may_be_of_an_earlier_version_than_the_last(factory: StoreFactory) -> None:
    recorder, originator = factory.aggregate_recorder("snapshots"), uuid4()
    recorder.insert_events([stored(originator, 20)])
    recorder.insert_events([stored(originator, 10)])
    assert [item.originator_version for item in recorder.select_events(originator)] == [10, 20]


def test_events_and_tracking_are_stored_together_or_not_at_all(factory: StoreFactory) -> None:
    recorder, originator = factory.process_recorder(), uuid4()
    recorder.insert_events([stored(originator, 1)], tracking=Tracking("upstream", 5))
    with pytest.raises(IntegrityError):
        recorder.insert_events([stored(originator, 2)], tracking=Tracking("upstream", 5))
    with pytest.raises(IntegrityError):
        recorder.insert_events([stored(originator, 1)], tracking=Tracking("upstream", 6))
    assert (recorder.max_notification_id(), recorder.max_tracking_id("upstream")) == (1, 5)


def test_an_originator_that_is_no_uuid_is_refused(factory: StoreFactory) -> None:
    with pytest.raises(ProgrammingError, match="UUID"):
        factory.application_recorder().insert_events([StoredEvent("dog-1", 1, "topic", b"")])


def test_an_error_shows_no_state(factory: StoreFactory) -> None:
    recorder, originator = factory.application_recorder(), uuid4()
    event = StoredEvent(originator, 1, "topic", b"Anna Hansen")
    recorder.insert_events([event])
    with pytest.raises(IntegrityError) as caught:
        recorder.insert_events([event])
    assert "Anna" not in str(caught.value)


@pytest.mark.parametrize("name", ["Café", "drop table", "x" * 80, "1st"])
def test_a_name_that_would_have_to_be_quoted_is_refused(environment: dict[str, str], name: str) -> None:
    factory = StoreFactory(Environment(name, environment))
    with pytest.raises(ProgrammingError, match="name the application"):
        factory.application_recorder()
    factory.close()


def test_a_recorder_class_of_another_kind_is_refused(environment: dict[str, str]) -> None:
    topic = "eventsourcing.popo:POPOApplicationRecorder"
    factory = StoreFactory(Environment("Kennel", {**environment, "APPLICATION_RECORDER_TOPIC": topic}))
    with pytest.raises(InfrastructureFactoryError):
        factory.application_recorder()
    factory.close()


def test_without_an_address_there_is_no_factory() -> None:
    with pytest.raises(InfrastructureFactoryError, match="POSTGRES_DSN"):
        StoreFactory(Environment("Kennel", {}))


def test_a_closed_store_says_so(environment: dict[str, str]) -> None:
    factory = StoreFactory(Environment("Kennel", environment))
    recorder = factory.application_recorder()
    factory.close()
    factory.close()
    with pytest.raises(ProgrammingError, match="closed"):
        recorder.max_notification_id()


def test_a_database_that_is_away_is_an_operational_error(environment: dict[str, str]) -> None:
    away = f"{environment['POSTGRES_DSN']}-where-no-server-is"
    factory = StoreFactory(Environment("Kennel", {"POSTGRES_DSN": away}))
    with pytest.raises(OperationalError):
        factory.application_recorder().max_notification_id()
    factory.close()


async def test_events_whose_answer_is_lost_are_no_conflict(
    environment: dict[str, str], postgres_server: PostgresServer
) -> None:
    async with a_proxy_to(postgres_server.socket_file) as (proxy, folder):
        proxied = environment["POSTGRES_DSN"].replace(str(postgres_server.home), str(folder))
        factory = StoreFactory(Environment("Kennel", {**environment, "POSTGRES_DSN": proxied}))
        recorder, originator = await asyncio.to_thread(factory.process_recorder), uuid4()
        await asyncio.to_thread(recorder.insert_events, [stored(originator, 1)], tracking=Tracking("upstream", 1))
        proxy.lose_the_answer_to = b"COMMIT"
        tracking = Tracking("upstream", 2)
        ids = await asyncio.to_thread(recorder.insert_events, [stored(originator, 2)], tracking=tracking)
        assert proxy.lose_the_answer_to is None
        assert ids == [2]
        assert len(await asyncio.to_thread(recorder.select_events, originator)) == 2
        await asyncio.to_thread(factory.close)
