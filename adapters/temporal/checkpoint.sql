CREATE TABLE IF NOT EXISTS board.clock_checkpoint (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    position bigint NOT NULL CHECK (position >= 0),
    saved timestamptz NOT NULL DEFAULT now()
);
