"""The library's own conformance cases pass against our store."""

from collections.abc import Iterator
from typing import ClassVar

import pytest
from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    ProcessRecorder,
    TrackingRecorder,
)
from eventsourcing.tests import persistence as cases
from eventsourcing.utils import Environment

from adapters.eventsourcing_store import StoreFactory
from adapters.eventsourcing_store.recorders import (
    StoreAggregateRecorder,
    StoreApplicationRecorder,
    StoreProcessRecorder,
    StoreTrackingRecorder,
)


@pytest.mark.usefixtures("addresses")
class OnOurStore:
    """A factory for each test, closed after it."""

    addresses: ClassVar[dict[str, str]] = {}

    @pytest.fixture(autouse=True)
    def _factory(self, addresses: None) -> Iterator[None]:
        self.our_factory = StoreFactory(Environment("Library", self.addresses))
        yield
        self.our_factory.close()


class TestAggregateRecorder(OnOurStore, cases.AggregateRecorderTestCase):
    def create_recorder(self) -> AggregateRecorder:
        return self.our_factory.aggregate_recorder()


class TestSnapshotRecorder(OnOurStore, cases.AggregateRecorderTestCase):
    def create_recorder(self) -> AggregateRecorder:
        return self.our_factory.aggregate_recorder("snapshots")


class TestApplicationRecorder(OnOurStore, cases.ApplicationRecorderTestCase[ApplicationRecorder]):
    def create_recorder(self) -> ApplicationRecorder:
        return self.our_factory.application_recorder()

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestTrackingRecorder(OnOurStore, cases.TrackingRecorderTestCase):
    def create_recorder(self) -> TrackingRecorder:
        return self.our_factory.tracking_recorder()


class TestProcessRecorder(OnOurStore, cases.ProcessRecorderTestCase):
    def create_recorder(self) -> ProcessRecorder:
        return self.our_factory.process_recorder()


class TestNonInterleaving(OnOurStore, cases.NonInterleavingNotificationIDsBaseCase):
    def create_recorder(self) -> ApplicationRecorder:
        return self.our_factory.application_recorder()


class OtherTrackingRecorder(StoreTrackingRecorder):
    """A subclass, as an application may name one."""


class TestFactory(OnOurStore, cases.InfrastructureFactoryTestCase[StoreFactory]):
    def setUp(self) -> None:
        self.env = Environment("", dict(self.addresses))
        super().setUp()

    def expected_factory_class(self) -> type[StoreFactory]:
        return StoreFactory

    def expected_aggregate_recorder_class(self) -> type[AggregateRecorder]:
        return StoreAggregateRecorder

    def expected_application_recorder_class(self) -> type[ApplicationRecorder]:
        return StoreApplicationRecorder

    def expected_tracking_recorder_class(self) -> type[TrackingRecorder]:
        return StoreTrackingRecorder

    def tracking_recorder_subclass(self) -> type[TrackingRecorder]:
        return OtherTrackingRecorder

    def expected_process_recorder_class(self) -> type[ProcessRecorder]:
        return StoreProcessRecorder


def test_the_cases_are_those_of_the_library() -> None:
    names = {name for name in dir(cases) if name.endswith(("RecorderTestCase", "BaseCase", "FactoryTestCase"))}
    assert names == {
        "RecorderTestCase",
        "AggregateRecorderTestCase",
        "ApplicationRecorderTestCase",
        "TrackingRecorderTestCase",
        "ProcessRecorderTestCase",
        "NonInterleavingNotificationIDsBaseCase",
        "InfrastructureFactoryTestCase",
    }
