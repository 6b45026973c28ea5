-- Notices: the inbox that people look into, what of it is to be mailed, and the position up to which the log was told.
-- They follow from the log, but what was seen and mailed stands here only. No address of a worker stands elsewhere.

CREATE SCHEMA notify;
GRANT USAGE ON SCHEMA notify TO exitspor_app;

CREATE TABLE notify.checkpoint (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    position bigint NOT NULL CHECK (position >= 0),
    saved timestamptz NOT NULL DEFAULT now()
);

-- On a log that is there already nothing is told of what happened before: years of reminders would bury those of
-- today, and what of it still has to be done stands on the board of deadlines.
INSERT INTO notify.checkpoint (position) SELECT coalesce(max(position), 0) FROM log.event;

-- Streams that a program could not read: what they tell from a position on is told by one that can.
CREATE TABLE notify.unread (
    stream uuid PRIMARY KEY,
    position bigint NOT NULL
);

-- Told to a worker, or (worker absent) to the queue of a centre (empty: the municipality's) and a role (empty: any).
CREATE TABLE notify.notice (
    id uuid PRIMARY KEY,
    reference text NOT NULL,
    event uuid NOT NULL,
    position bigint NOT NULL,
    worker text,
    centre text NOT NULL DEFAULT '',
    role text NOT NULL DEFAULT '',
    what text NOT NULL,
    kind text,
    stream uuid NOT NULL,
    stream_kind text NOT NULL,
    due date,
    made timestamptz NOT NULL,
    CONSTRAINT notice_is_to_a_worker_or_a_queue CHECK (worker IS NULL OR (centre = '' AND role = ''))
);

CREATE INDEX notice_of_worker ON notify.notice (worker, made) WHERE worker IS NOT NULL;
CREATE INDEX notice_of_queue ON notify.notice (centre, role, made) WHERE worker IS NULL;
CREATE INDEX notice_by_reference ON notify.notice (reference);
CREATE INDEX notice_by_age ON notify.notice (made);

CREATE TABLE notify.seen (
    notice uuid NOT NULL REFERENCES notify.notice ON DELETE CASCADE,
    worker text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (notice, worker)
);

CREATE TABLE notify.address (
    worker text PRIMARY KEY,
    address text NOT NULL
);

-- A mail is made of the letters that are due to a worker together; from then on it is the same however often it is sent.
CREATE TABLE notify.mail (
    id uuid PRIMARY KEY,
    worker text NOT NULL,
    urgent boolean NOT NULL,
    made timestamptz NOT NULL,
    next_try timestamptz NOT NULL,
    attempts bigint NOT NULL DEFAULT 0,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'parked')),
    trouble text,
    ended timestamptz
);

CREATE INDEX mail_that_waits ON notify.mail (next_try) WHERE state = 'waiting';
CREATE INDEX mail_by_age ON notify.mail (made);

CREATE TABLE notify.letter (
    notice uuid NOT NULL REFERENCES notify.notice ON DELETE CASCADE,
    worker text NOT NULL,
    urgent boolean NOT NULL,
    at timestamptz NOT NULL,
    mail uuid REFERENCES notify.mail ON DELETE CASCADE,
    PRIMARY KEY (notice, worker)
);

CREATE INDEX letter_that_waits ON notify.letter (at) WHERE mail IS NULL;
CREATE INDEX letter_of_mail ON notify.letter (mail);

GRANT SELECT, UPDATE ON notify.checkpoint TO exitspor_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON
notify.unread, notify.notice, notify.seen, notify.address, notify.mail, notify.letter TO exitspor_app;
