-- The tables of the boards' engine. Each statement may be run again.

-- How far each build of a board has come: it holds exactly what the log says up to `position` (while it is building:
-- where it is being built to). `recorded` is when the event at that position was recorded. `epoch` counts who took
-- the build: only the last one may write.
CREATE TABLE IF NOT EXISTS board.build (
    board text NOT NULL,
    number bigint NOT NULL,
    version bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('building', 'ready', 'live', 'former')),
    position bigint NOT NULL,
    recorded timestamptz,
    epoch bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (board, number)
);

CREATE UNIQUE INDEX IF NOT EXISTS build_live ON board.build (board) WHERE state = 'live';

-- A number is never given twice: who holds a build that was dropped can never write into a later one.
CREATE SEQUENCE IF NOT EXISTS board.build_number AS bigint;

-- The parts of a build in the making: streams that began above `first`, and at `last` or lower; `done` is how far
-- each part has come.
CREATE TABLE IF NOT EXISTS board.shard (
    board text NOT NULL,
    build bigint NOT NULL,
    number bigint NOT NULL,
    first bigint NOT NULL,
    last bigint NOT NULL,
    done bigint NOT NULL,
    PRIMARY KEY (board, build, number)
);

-- Streams with an event that a build cannot fold: it shows them as they were before that event.
CREATE TABLE IF NOT EXISTS board.parked (
    board text NOT NULL,
    build bigint NOT NULL,
    stream uuid NOT NULL,
    position bigint NOT NULL,
    error text NOT NULL,
    again boolean NOT NULL DEFAULT false,
    PRIMARY KEY (board, build, stream)
);

-- When the runner of a build was last seen alive.
CREATE TABLE IF NOT EXISTS board.runner (
    board text NOT NULL,
    build bigint NOT NULL,
    seen timestamptz NOT NULL,
    PRIMARY KEY (board, build)
);
