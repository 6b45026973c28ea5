-- Many commands of one call in a few statements: nothing that they promise changes, nor any byte that is hashed.

-- What 0002 calls facts.
CREATE FUNCTION log.facts_of(
    place bigint, stream uuid, version bigint, id uuid, command_id uuid, causation uuid, schema_version bigint,
    recorded timestamptz, kind text, type text, actor text, municipality text
) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256(
    pg_catalog.int8send(place)
    || pg_catalog.uuid_send(stream)
    || pg_catalog.int8send(version)
    || pg_catalog.uuid_send(id)
    || pg_catalog.uuid_send(command_id)
    || log.if_present(pg_catalog.uuid_send(causation))
    || pg_catalog.int8send(schema_version)
    || log.instant(recorded)
    || log.text(kind)
    || log.text(type)
    || log.text(actor)
    || log.text(municipality)
);

CREATE OR REPLACE FUNCTION log.hash_of(previous bytea, event log.event) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256(
    previous
    || log.facts_of(
        event.position, event.stream, event.version, event.id, event.command_id, event.causation,
        event.schema_version, event.recorded, event.kind, event.type, event.actor, event.municipality
    )
    || event.digest
);

-- The hash after `previous` of the events up to here: an aggregate, to be read over a window in order of position.
CREATE FUNCTION log.next_hash(hash bytea, previous bytea, facts bytea, digest bytea) RETURNS bytea
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    RETURN sha256(coalesce(hash, previous) || facts || digest);
END
$body$;

CREATE AGGREGATE log.chained(previous bytea, facts bytea, digest bytea) (SFUNC = log.next_hash, STYPE = bytea);

-- The place of the last command of each run: in a run no two name the same command or stream, so that none depends
-- on another, and all can be judged by what the log holds before the first of them.
CREATE FUNCTION log.ends_of_runs(commands log.new_command[]) RETURNS integer[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    ends integer[] := '{}';
    first integer := 1;
    twin record;
BEGIN
    IF cardinality(commands) = 1 THEN
        RETURN ARRAY[1];
    END IF;
    FOR twin IN
        SELECT k.n, max(k.earlier) AS earlier
        FROM (
            SELECT named.n, lag(named.n) OVER (PARTITION BY named.id ORDER BY named.n) AS earlier
            FROM (
                SELECT c.n, c.command_id AS id
                FROM unnest(commands) WITH ORDINALITY AS c (command_id, content, actor, of, causation, streams, n)
                UNION ALL
                SELECT c.n, s.stream
                FROM unnest(commands) WITH ORDINALITY AS c (command_id, content, actor, of, causation, streams, n)
                CROSS JOIN LATERAL unnest(c.streams) AS s
            ) AS named
        ) AS k
        WHERE k.earlier < k.n
        GROUP BY k.n ORDER BY k.n
    LOOP
        IF twin.earlier >= first THEN
            ends := ends || (twin.n - 1)::integer;
            first := twin.n;
        END IF;
    END LOOP;
    RETURN ends || cardinality(commands);
END
$body$;

-- What is said of a command before its streams are looked at: it is known, or may be stored after `head`.
CREATE FUNCTION log.first_answer(
    command_id uuid, head bigint, is_known boolean, is_the_same boolean, place bigint, streams uuid[],
    versions bigint[]
) RETURNS log.outcome
LANGUAGE sql IMMUTABLE
RETURN CASE
    WHEN NOT is_known THEN ROW('appended', command_id, head, NULL, NULL, NULL, NULL, NULL)::log.outcome
    WHEN is_the_same THEN ROW('known', command_id, place, streams, versions, NULL, NULL, NULL)::log.outcome
    ELSE ROW('mismatch', command_id, NULL, NULL, NULL, NULL, NULL, NULL)::log.outcome
END;

-- What becomes of the commands of one run after `head`: an outcome each, in order. Positions are given here.
CREATE FUNCTION log.outcomes_of(commands log.new_command[], head bigint) RETURNS log.outcome[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    part record;
    outcome log.outcome;
    outcomes log.outcome[] := '{}';
BEGIN
    FOR part IN
        SELECT
            c.command_id, cardinality(c.streams) AS parts, s.ordinal, s.stream, s.expected_version,
            cardinality(s.events) AS events, newest.version, newest.kind <> s.kind AS is_of_another_kind,
            known.command_id IS NOT NULL AS is_known, known.content = c.content AS is_the_same,
            known.position, known.streams, known.versions
        FROM unnest(commands)
        WITH ORDINALITY AS c (command_id, content, actor, municipality, causation, streams, ordinal)
        LEFT JOIN LATERAL (
            SELECT k.* FROM log.command AS k WHERE k.command_id = c.command_id LIMIT 1
        ) AS known ON true
        CROSS JOIN LATERAL unnest(c.streams)
        WITH ORDINALITY AS s (stream, kind, expected_version, events, ordinal)
        LEFT JOIN LATERAL (
            SELECT e.version, e.kind FROM log.event AS e
            WHERE e.stream = s.stream ORDER BY e.version DESC LIMIT 1
        ) AS newest ON true
        ORDER BY c.ordinal, s.ordinal
    LOOP
        IF part.ordinal = 1 THEN
            outcome := log.first_answer(
                part.command_id, head, part.is_known, part.is_the_same, part.position, part.streams, part.versions
            );
        END IF;
        IF outcome.result = 'appended' THEN
            IF part.is_of_another_kind THEN
                PERFORM log.refuse('the stream is of another kind');
            END IF;
            IF log.follows(part.version, part.expected_version) THEN
                outcome.position := outcome.position + part.events;
                outcome.streams := outcome.streams || part.stream;
                outcome.versions := outcome.versions || (part.expected_version + part.events);
            ELSE
                outcome := ROW('conflict', part.command_id, NULL, NULL, NULL, part.stream, part.expected_version,
                    coalesce(part.version, 0));
            END IF;
        END IF;
        IF part.ordinal = part.parts THEN
            IF outcome.result = 'appended' THEN
                head := outcome.position;
            END IF;
            outcomes := outcomes || outcome;
        END IF;
    END LOOP;
    RETURN outcomes;
END
$body$;

-- Store the events of a run's accepted commands after `head`. The salts of one call are derived from 244 random bits
-- that are kept nowhere: who knows one salt cannot tell another.
CREATE FUNCTION log.store_events(commands log.new_command[], outcomes log.outcome[], head log.event) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    moment CONSTANT timestamptz := greatest(clock_timestamp(), head.recorded);
    seed CONSTANT bytea := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
BEGIN
    INSERT INTO log.event
    SELECT
        e.position, e.stream, e.kind, e.version, e.id, e.type, e.schema_version, e.command_id, e.causation, e.actor,
        e.municipality, e.occurred_on, e.occurred_at, moment, e.payload, e.salt, e.digest,
        log.chained(
            head.hash,
            log.facts_of(
                e.position, e.stream, e.version, e.id, e.command_id, e.causation, e.schema_version, moment, e.kind,
                e.type, e.actor, e.municipality
            ),
            e.digest
        ) OVER (ORDER BY e.position)
    FROM (
        SELECT
            salted.*,
            log.digest_of(salted.salt, salted.occurred_on, salted.occurred_at, moment, salted.payload) AS digest
        FROM (
            SELECT placed.*, sha256(seed || int8send(placed.position)) AS salt
            FROM (
                SELECT
                    c.command_id, c.causation, c.actor, c.municipality, s.stream, s.kind, n.*,
                    s.expected_version + n.ordinal AS version,
                    head.position + row_number() OVER (ORDER BY c.ordinal, s.ordinal, n.ordinal) AS position
                FROM unnest(commands)
                WITH ORDINALITY AS c (command_id, content, actor, municipality, causation, streams, ordinal)
                CROSS JOIN LATERAL unnest(c.streams)
                WITH ORDINALITY AS s (stream, kind, expected_version, events, ordinal)
                CROSS JOIN LATERAL unnest(s.events)
                WITH ORDINALITY AS n (id, type, schema_version, occurred_on, occurred_at, payload, ordinal)
                WHERE (outcomes[c.ordinal]).result = 'appended'
            ) AS placed
            OFFSET 0
        ) AS salted
        OFFSET 0
    ) AS e;
END
$body$;

-- Store a run of commands that were looked at. Runs under the lock of log.append only: it numbers from the head.
CREATE FUNCTION log.store(commands log.new_command[]) RETURNS log.outcome[]
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    head log.event;
    outcomes log.outcome[];
BEGIN
    SELECT e.* INTO head FROM log.event AS e ORDER BY e.position DESC LIMIT 1;
    head.position := coalesce(head.position, 0);
    head.hash := coalesce(head.hash, decode(repeat('00', 32), 'hex'));
    outcomes := log.outcomes_of(commands, head.position);
    IF NOT EXISTS (SELECT FROM unnest(outcomes) AS o WHERE o.result = 'appended') THEN
        RETURN outcomes;
    END IF;
    PERFORM log.store_events(commands, outcomes, head);
    INSERT INTO log.command (command_id, content, position, streams, versions)
    SELECT c.command_id, c.content, o.position, o.streams, o.versions
    FROM unnest(commands) WITH ORDINALITY AS c (command_id, content, actor, of, causation, streams, ordinal)
    CROSS JOIN LATERAL (SELECT (outcomes[c.ordinal]).*) AS o
    WHERE o.result = 'appended';
    RETURN outcomes;
END
$body$;

-- Append commands in order and answer one outcome each, as 0005 has it: the lock, and why, are written there.
--
-- Plans are kept as they were first made, and made for a large table whatever its size is then: with the statistics
-- of a log of few events a search of the whole table is the cheapest, and a session may outlive those by far.
CREATE OR REPLACE FUNCTION log.append(commands log.new_command[]) RETURNS SETOF log.outcome
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $body$
DECLARE
    first integer := 1;
    last integer;
    outcome log.outcome;
    moved boolean := false;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM log.refuse('append in a transaction of isolation level read committed');
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('log.append', 0));
    IF coalesce(cardinality(commands), 0) = 0 THEN
        RETURN;
    END IF;
    PERFORM log.refuse_malformed(commands);
    FOREACH last IN ARRAY log.ends_of_runs(commands) LOOP
        FOREACH outcome IN ARRAY log.store(commands[first:last]) LOOP
            moved := moved OR outcome.result = 'appended';
            RETURN NEXT outcome;
        END LOOP;
        first := last + 1;
    END LOOP;
    IF moved THEN
        PERFORM pg_notify('log.moved', '');
    END IF;
END
$body$;

-- The owner's, and called by nobody any more.
-- squawk-ignore ban-drop-function
DROP FUNCTION log.store(log.new_command);
-- squawk-ignore ban-drop-function
DROP FUNCTION log.first_conflict(log.new_command);
-- squawk-ignore ban-drop-function
DROP FUNCTION log.first_result(uuid, bytea);
