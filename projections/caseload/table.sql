CREATE TABLE board.caseload (
    trajectory uuid NOT NULL,
    programme text NOT NULL,
    centre text NOT NULL,
    worker text,
    status text NOT NULL,
    closing_reason text,
    anonymous boolean NOT NULL,
    opened_on date NOT NULL,
    target_group text,
    run bigint NOT NULL,
    phase bigint,
    phase_name text,
    phase_started date,
    phase_due date,
    plan_due date,
    focus_areas text[] NOT NULL,
    last_contact date,
    next_appointment_on date,
    next_appointment_at timestamptz,
    open_measures bigint NOT NULL,
    next_due_on date,
    next_due_at timestamptz
);

CREATE INDEX caseload_trajectory ON board.caseload (trajectory);
CREATE INDEX caseload_centre ON board.caseload (centre, next_due_at) WHERE status <> 'closed';
CREATE INDEX caseload_worker ON board.caseload (worker, next_due_at) WHERE status <> 'closed';
