-- Evaluators' own logins. Each sees the trajectories' events under pseudonyms of its own and nothing else: bound by
-- session_user, which no login can change, to a row of study.entitlement, which no login can read.
--
--   pseudonym of an id     the first 16 bytes of sha256(salt || id)
--   pseudonym of a worker  W and the first 8 hex digits of sha256(salt || code); of a batch's mark likewise
--   days                   moved by -26 to 26 whole weeks, the same for everything of one trajectory: its order, its
--                          weekdays and every length of time stay; calendar dates do not
--
-- The salt is a login's own and goes with it, so that nothing in two exports names the same thing. Ids, days, codes of
-- workers, marks of batches and digests inside payloads are treated alike; what remains are codes and amounts. Instants,
-- positions, actors and who recorded when are left out. Nothing that was recorded after the login was made is shown:
-- who looked every day would see on which day an event came, and so by how much its day is moved.

CREATE TABLE study.entitlement (
    login text PRIMARY KEY,
    municipality text NOT NULL,
    worker text NOT NULL CHECK (worker ~ '^[A-Z]{2,5}[0-9]{1,3}$'),
    programme text,
    first_day date NOT NULL,
    last_day date NOT NULL,
    known_until timestamptz NOT NULL,
    salt bytea NOT NULL CHECK (octet_length(salt) = 32),
    CHECK (first_day <= last_day)
);

-- That a login exported, in its own transaction: a row for each minute (`at`) in which it did, however often. It waits
-- here to be told to the access log, whose lock an evaluator's transaction must never hold: nobody could read the vault
-- until it ended.
CREATE TABLE study.export (
    municipality text NOT NULL,
    at timestamptz NOT NULL,
    worker text NOT NULL,
    PRIMARY KEY (municipality, worker, at)
);

ALTER TABLE study.entitlement ENABLE ROW LEVEL SECURITY;
ALTER TABLE study.entitlement FORCE ROW LEVEL SECURITY;
CREATE POLICY entitlement_is_of_this_municipality ON study.entitlement
USING (municipality = (SELECT i.municipality FROM log.installation AS i));
ALTER TABLE study.export ENABLE ROW LEVEL SECURITY;
ALTER TABLE study.export FORCE ROW LEVEL SECURITY;
CREATE POLICY export_is_of_this_municipality ON study.export
USING (municipality = (SELECT i.municipality FROM log.installation AS i));

CREATE FUNCTION study.pseudonym(salt bytea, id uuid) RETURNS uuid
LANGUAGE sql IMMUTABLE
RETURN encode(substring(sha256(salt || pg_catalog.uuid_send(id)) FROM 1 FOR 16), 'hex')::uuid;

CREATE FUNCTION study.days_moved(salt bytea, stream uuid) RETURNS integer
LANGUAGE sql IMMUTABLE
RETURN 7 * (
    (get_byte(sha256(salt || 'days'::bytea || pg_catalog.uuid_send(stream)), 0) * 256
    + get_byte(sha256(salt || 'days'::bytea || pg_catalog.uuid_send(stream)), 1)) % 53 - 26
);

CREATE FUNCTION study.veiled_text(value text, salt bytea, days integer) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    IF value ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}(T|$)' THEN
        RETURN to_char(left(value, 10)::date + days, 'YYYY-MM-DD');
    END IF;
    IF length(value) = 36 THEN
        RETURN study.pseudonym(salt, value::uuid)::text;
    END IF;
    IF length(value) = 64 THEN
        RETURN encode(sha256(salt || convert_to(value, 'UTF8')), 'hex');
    END IF;
    RETURN 'W' || left(encode(sha256(salt || convert_to(value, 'UTF8')), 'hex'), 8);
END
$body$;

-- A payload in which every string that is an id, a day or an instant, a digest, or the code of a worker or the mark of
-- a batch was replaced.
CREATE FUNCTION study.veiled(payload text, salt bytea, days integer) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    telling CONSTANT text := '"(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{64}'
        '|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[^"]*)?|[A-Z]{1,5}[0-9]{1,3})"';
    between text[];
    veiled text;
BEGIN
    IF payload IS NULL OR payload !~ telling THEN
        RETURN payload::jsonb;
    END IF;
    between := regexp_split_to_array(payload, telling);
    SELECT string_agg(format('"%s"%s', study.veiled_text(btrim(t.found[1], '"'), salt, days), between[t.n + 1]), ''
        ORDER BY t.n)
    INTO veiled
    FROM regexp_matches(payload, telling, 'g') WITH ORDINALITY AS t (found, n);
    RETURN (between[1] || veiled)::jsonb;
END
$body$;

-- The events that the login of this session may see; none outside its days.
--
-- Any login may have the server show it the plans of what it runs, and plans made for the values of one run hold them:
-- the salt, and payloads before they are veiled. Within this function and all that it calls no plan is shown, and none
-- holds a value.
CREATE FUNCTION study.events() RETURNS TABLE (
    trajectory uuid, version bigint, id uuid, type text, schema_version bigint, occurred_on date, payload jsonb
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET debug_print_parse = off
SET debug_print_rewritten = off
SET debug_print_plan = off
SET plan_cache_mode = force_generic_plan
AS $body$
DECLARE
    own study.entitlement;
BEGIN
    SELECT e.* INTO own FROM study.entitlement AS e WHERE e.login = session_user;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'dette login er ikke en evaluators; »exitspor evaluator add« laver et / '
            'this login is no evaluator''s; "exitspor evaluator add" makes one'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (clock_timestamp() AT TIME ZONE 'Europe/Copenhagen')::date NOT BETWEEN own.first_day AND own.last_day THEN
        RETURN;
    END IF;
    INSERT INTO study.export (municipality, at, worker)
    VALUES (own.municipality, date_trunc('minute', clock_timestamp()), own.worker)
    ON CONFLICT DO NOTHING;
    RETURN QUERY
    SELECT
        study.pseudonym(own.salt, e.stream), e.version, study.pseudonym(own.salt, e.id), e.type, e.schema_version,
        e.occurred_on + moved.days, study.veiled(convert_from(e.payload, 'UTF8'), own.salt, moved.days)
    FROM log.event AS opening
    INNER JOIN log.event AS e ON e.stream = opening.stream
    CROSS JOIN LATERAL (SELECT study.days_moved(own.salt, opening.stream) AS days OFFSET 0) AS moved
    WHERE opening.kind = 'trajectory' AND opening.version = 1
        AND opening.municipality = own.municipality AND e.municipality = own.municipality
        AND e.recorded <= own.known_until
        AND (
            own.programme IS NULL
            OR convert_from(opening.payload, 'UTF8')::jsonb ->> 'programme' = own.programme
        )
    ORDER BY 1, 2;
END
$body$;

-- What evaluators ask. No condition of theirs is looked at before the rows that they may see are chosen.
CREATE VIEW study.event WITH (security_barrier) AS SELECT * FROM study.events();

-- Tell the access log what was exported since, the oldest 500 rows, and forget it here; returns how many. In parts, since
-- nobody reads the vault meanwhile, and past rows that an evaluator's transaction holds.
CREATE FUNCTION study.tell_access_log() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    export study.export;
    told bigint := 0;
BEGIN
    FOR export IN SELECT x.* FROM study.export AS x ORDER BY x.at LIMIT 500 FOR UPDATE SKIP LOCKED LOOP
        PERFORM access.record(export.at, export.worker, 'export', 'evaluation', 'allowed', NULL, '{study}', NULL);
        DELETE FROM study.export AS x
        WHERE x.municipality = export.municipality AND x.worker = export.worker AND x.at = export.at;
        told := told + 1;
    END LOOP;
    RETURN told;
END
$body$;

GRANT USAGE ON SCHEMA study TO exitspor_app;
GRANT EXECUTE ON FUNCTION study.tell_access_log() TO exitspor_app;
