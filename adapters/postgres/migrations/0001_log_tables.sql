-- The event log: one row an event, positions contiguous from 1 in commit order.
-- A salt is random; payload and salt are null once a lawful order has blanked them.

CREATE TABLE log.installation (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    municipality text NOT NULL CHECK (municipality ~ '^[0-9]{3}$')
);

CREATE TABLE log.event (
    position bigint PRIMARY KEY CHECK (position >= 1),
    stream uuid NOT NULL,
    kind text NOT NULL
    CHECK (kind IN ('trajectory', 'contact', 'visit', 'supervision', 'cards', 'reference', 'order')),
    version bigint NOT NULL CONSTRAINT event_version_counts_from_1 CHECK (version >= 1),
    id uuid NOT NULL CONSTRAINT event_id_is_unique UNIQUE,
    type text NOT NULL CONSTRAINT event_type_is_a_stable_name CHECK (type ~ '^[A-Za-z][A-Za-z0-9._-]{0,99}$'),
    schema_version bigint NOT NULL CHECK (schema_version >= 1),
    command_id uuid NOT NULL,
    causation uuid,
    actor text NOT NULL CHECK (actor ~ '^[A-Z]{2,5}[0-9]{1,3}$'),
    municipality text NOT NULL,
    occurred_on date NOT NULL,
    occurred_at timestamptz,
    recorded timestamptz NOT NULL,
    payload bytea,
    salt bytea,
    digest bytea NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT event_version_is_unique_in_its_stream UNIQUE (stream, version),
    CONSTRAINT event_is_blanked_wholly CHECK ((payload IS NULL) = (salt IS NULL))
);

CREATE INDEX event_kind_position ON log.event (kind, position);
CREATE INDEX event_first_of_stream ON log.event (kind, position) INCLUDE (stream) WHERE version = 1;

-- What a command id was first answered: `content` is null once an event of it was blanked, since an unsalted
-- digest would let somebody try out what the blanked payload said.
CREATE TABLE log.command (
    command_id uuid PRIMARY KEY,
    content bytea,
    position bigint NOT NULL,
    streams uuid[] NOT NULL,
    versions bigint[] NOT NULL
);

GRANT SELECT ON log.installation, log.event, log.command TO exitspor_app;

CREATE TYPE log.new_event AS (
    id uuid,
    type text,
    schema_version bigint,
    occurred_on date,
    occurred_at timestamptz,
    payload bytea
);

CREATE TYPE log.new_stream AS (
    stream uuid,
    kind text,
    expected_version bigint,
    events log.new_event[]
);

CREATE TYPE log.new_command AS (
    command_id uuid,
    content bytea,
    actor text,
    municipality text,
    causation uuid,
    streams log.new_stream[]
);

-- result: 'appended' or 'known' (position, streams, versions), 'conflict' (stream, expected, actual), 'mismatch'.
CREATE TYPE log.outcome AS (
    result text,
    command_id uuid,
    position bigint,
    streams uuid[],
    versions bigint[],
    stream uuid,
    expected bigint,
    actual bigint
);
