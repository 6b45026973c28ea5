CREATE TABLE board.deadlines (
    trajectory uuid NOT NULL,
    programme text NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    due_on date NOT NULL,
    due_at timestamptz NOT NULL,
    worker text,
    role text,
    centre text NOT NULL,
    why jsonb NOT NULL
);

CREATE INDEX deadlines_trajectory ON board.deadlines (trajectory);
CREATE INDEX deadlines_due ON board.deadlines (due_at, kind, trajectory, subject);
CREATE INDEX deadlines_centre ON board.deadlines (centre, due_at, kind, trajectory, subject);
CREATE INDEX deadlines_worker ON board.deadlines (worker, due_at, kind, trajectory, subject);
