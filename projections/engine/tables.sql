-- How far each board has come: it holds exactly what the log says up to `position`. `recorded` is when the event at
-- that position was recorded.
CREATE TABLE IF NOT EXISTS board.checkpoint (
    board text NOT NULL,
    version bigint NOT NULL,
    position bigint NOT NULL,
    recorded timestamptz,
    updated timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (board, version)
);

-- Streams with an event that a board cannot fold: the board shows them as they were before that event.
CREATE TABLE IF NOT EXISTS board.parked (
    board text NOT NULL,
    version bigint NOT NULL,
    stream uuid NOT NULL,
    position bigint NOT NULL,
    error text NOT NULL,
    PRIMARY KEY (board, version, stream)
);
