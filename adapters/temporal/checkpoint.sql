CREATE TABLE IF NOT EXISTS board.clock_checkpoint (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    position bigint NOT NULL CHECK (position >= 0),
    saved timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS board.clock_rebuild (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    id uuid NOT NULL,
    position bigint NOT NULL CHECK (position >= 0),
    begun timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS board.clock_parked (
    stream uuid NOT NULL,
    item uuid NOT NULL,
    since timestamptz NOT NULL DEFAULT now(),
    tried timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (stream, item)
);
