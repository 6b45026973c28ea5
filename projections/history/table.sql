CREATE TABLE board.history (
    trajectory uuid NOT NULL,
    position bigint NOT NULL,
    version bigint NOT NULL,
    event uuid NOT NULL,
    type text,
    occurred_on date NOT NULL,
    occurred_at timestamptz,
    recorded timestamptz NOT NULL,
    actor text NOT NULL,
    withdrawn boolean NOT NULL,
    corrected boolean NOT NULL,
    content jsonb
);

CREATE INDEX history_trajectory ON board.history (trajectory, position);
