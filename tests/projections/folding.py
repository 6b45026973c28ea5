"""What a board folds, of a story, without a database."""

from uuid import UUID

from projections.engine.board import Folded
from tests.domain.given import Story
from tests.domain.samples import TRAJECTORY


def folded(story: Story, stream: UUID = TRAJECTORY) -> Folded:
    """Return one stream as of the story's end."""
    return Folded(story.state(stream), story.catalogue, story.position)
