"""What the driver's checkpoint promises: the position saved last, which nothing but a save changes."""

from workflows.checkpoint import Checkpoint


class ClockCheckpointContract:
    """Whoever writes another checkpoint of the driver inherits this and gives a fixture `checkpoint`."""

    async def test_before_the_first_save_it_is_the_beginning(self, checkpoint: Checkpoint) -> None:
        assert [await checkpoint.load() for _ in range(2)] == [0, 0]

    async def test_what_was_saved_last_is_what_is_loaded(self, checkpoint: Checkpoint) -> None:
        for position in (1, 1, 2**40, 7):
            await checkpoint.save(position)
            assert [await checkpoint.load() for _ in range(2)] == [position, position]

    async def test_the_beginning_can_be_saved_to_send_everything_again(self, checkpoint: Checkpoint) -> None:
        await checkpoint.save(5)
        await checkpoint.save(0)
        assert await checkpoint.load() == 0
