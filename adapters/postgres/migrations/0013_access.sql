-- The access log: who did what with what is personal, when and to what end. One row an access, chained in monthly
-- segments, so that retention drops the oldest whole ones and the chain still verifies. The program may execute
-- access.record, and read through functions that record their own reading; it has no right on a table.
--
-- The month is that of this server's clock in Copenhagen, never the caller's. A criterion is a keyed digest (32
-- bytes) of what was searched, never what was searched.
--
--   hash = sha256( hash before (the segment's `previous` for number 1) || sha256( number || segment || recorded || at
--          || municipality || actor || action || purpose || outcome || trajectory or absent || fields with commas
--          || criterion or absent ) )
--
-- laid out as 0002 says; `adapters/access_log/layout.py` computes the same. A segment's `previous` is the closing hash
-- of the one before (32 zero bytes before the first), and its closing hash that of its last entry.

-- An administrator's roles.sql may be older than these schemas.
CREATE SCHEMA IF NOT EXISTS access;
CREATE SCHEMA IF NOT EXISTS login;
CREATE SCHEMA IF NOT EXISTS study;
GRANT USAGE ON SCHEMA access, login TO exitspor_app;

CREATE TABLE access.keeping (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    months bigint NOT NULL CHECK (months BETWEEN 1 AND 120)
);

INSERT INTO access.keeping (months) VALUES (6);

-- `entries`, `hash` and `closed` are null until the month is over. A dropped segment keeps this row, which names nobody.
CREATE TABLE access.segment (
    municipality text NOT NULL,
    month date NOT NULL CHECK (extract(DAY FROM month) = 1),
    previous bytea NOT NULL,
    entries bigint,
    hash bytea,
    closed timestamptz,
    signing_key text,
    signed timestamptz,
    signature bytea,
    dropped timestamptz,
    PRIMARY KEY (municipality, month)
);

CREATE TABLE access.entry (
    municipality text NOT NULL,
    segment date NOT NULL,
    number bigint NOT NULL,
    recorded timestamptz NOT NULL,
    at timestamptz NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    purpose text NOT NULL,
    outcome text NOT NULL,
    trajectory uuid,
    fields text[] NOT NULL,
    criterion bytea,
    previous bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (municipality, segment, number)
);

CREATE INDEX entry_of_trajectory ON access.entry (trajectory, at) WHERE trajectory IS NOT NULL;

-- Not even the owner sees rows of another municipality. It is compared with what this database was made for, which,
-- unlike a setting of the session, the program cannot change.
ALTER TABLE access.segment ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.segment FORCE ROW LEVEL SECURITY;
CREATE POLICY segment_is_of_this_municipality ON access.segment
USING (municipality = (SELECT i.municipality FROM log.installation AS i));
ALTER TABLE access.entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.entry FORCE ROW LEVEL SECURITY;
CREATE POLICY entry_is_of_this_municipality ON access.entry
USING (municipality = (SELECT i.municipality FROM log.installation AS i));

CREATE FUNCTION access.month_now() RETURNS date
LANGUAGE sql VOLATILE
RETURN date_trunc('month', clock_timestamp() AT TIME ZONE 'Europe/Copenhagen')::date;

-- Segments of months before this one have been kept for as long as they have to be, and no longer.
CREATE FUNCTION access.kept_from() RETURNS date
LANGUAGE sql VOLATILE
RETURN (access.month_now() - make_interval(months => (SELECT k.months FROM access.keeping AS k)::integer))::date;

CREATE FUNCTION access.hash_of(previous bytea, entry access.entry) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256(
    previous
    || sha256(
        pg_catalog.int8send(entry.number)
        || pg_catalog.int8send((entry.segment - DATE '1970-01-01')::bigint)
        || log.instant(entry.recorded)
        || log.instant(entry.at)
        || log.text(entry.municipality)
        || log.text(entry.actor)
        || log.text(entry.action)
        || log.text(entry.purpose)
        || log.text(entry.outcome)
        || log.if_present(pg_catalog.uuid_send(entry.trajectory))
        || log.text(array_to_string(entry.fields, ','))
        || log.if_present(entry.criterion)
    )
);

-- Nothing is changed; an entry is deleted with its whole segment only, and that only when it was kept long enough.
CREATE FUNCTION access.refuse_change() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    RAISE EXCEPTION 'adgangsloggen rettes ikke; hele måneder slettes med access.drop_segments / '
        'the access log is not changed; access.drop_segments drops whole months'
        USING ERRCODE = 'EX003';
END
$body$;

CREATE FUNCTION access.guard_entry() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT FROM access.segment AS s
        WHERE s.municipality = OLD.municipality AND s.month = OLD.segment AND s.dropped IS NOT NULL
    ) THEN
        RETURN OLD;
    END IF;
    PERFORM access.refuse_change();
END
$body$;

-- A segment is closed once, signed once after that, and dropped once when its month has been kept long enough.
CREATE FUNCTION access.guard_segment() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    next access.segment;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        next := OLD;
        IF OLD.hash IS NULL THEN
            next.entries := NEW.entries;
            next.hash := NEW.hash;
            next.closed := NEW.closed;
        ELSIF OLD.signature IS NULL AND NEW.signature IS NOT NULL THEN
            next.signing_key := NEW.signing_key;
            next.signed := NEW.signed;
            next.signature := NEW.signature;
        ELSIF OLD.dropped IS NULL AND OLD.month < access.kept_from() THEN
            next.dropped := NEW.dropped;
        END IF;
        IF NEW IS NOT DISTINCT FROM next THEN
            RETURN NEW;
        END IF;
    END IF;
    PERFORM access.refuse_change();
END
$body$;

CREATE TRIGGER entry_is_kept BEFORE UPDATE OR DELETE ON access.entry
FOR EACH ROW EXECUTE FUNCTION access.guard_entry();

CREATE TRIGGER entries_are_kept BEFORE TRUNCATE ON access.entry
FOR EACH STATEMENT EXECUTE FUNCTION access.guard_entry();

CREATE TRIGGER segment_is_kept BEFORE UPDATE OR DELETE ON access.segment
FOR EACH ROW EXECUTE FUNCTION access.guard_segment();

CREATE TRIGGER segments_are_kept BEFORE TRUNCATE ON access.segment
FOR EACH STATEMENT EXECUTE FUNCTION access.guard_segment();

-- What makes no sense is an error, and then nothing is read either. No error says what was given.
CREATE FUNCTION access.refuse_invalid(new access.entry) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    IF new.municipality IS NULL THEN
        PERFORM log.refuse('kommunen er ikke sat; kør migreringen / no municipality is set; run the migration');
    END IF;
    IF new.at IS NULL THEN
        PERFORM log.refuse('an access has a time');
    END IF;
    IF new.at > clock_timestamp() + interval '1 minute' THEN
        RAISE EXCEPTION 'programmets ur er over et minut foran databasens, og derfor vises intet; stil urene / '
            'the program''s clock is more than a minute ahead of the database''s, and so nothing is shown; set the clocks'
            USING ERRCODE = 'EX004';
    END IF;
    IF new.actor IS NULL OR new.actor !~ '^[A-Z]{2,5}[0-9]{1,3}$' THEN
        PERFORM log.refuse('actor must be a staff code such as BB07, CLOCK0 or SYS0');
    END IF;
    IF (array_to_string(ARRAY[new.action, new.purpose], ' ', '?') ~ '^[a-z-]{1,40} [a-z-]{1,40}$') IS NOT TRUE
        OR new.outcome IS NULL OR new.outcome NOT IN ('allowed', 'refused') THEN
        PERFORM log.refuse('an access has an action, a purpose and an outcome, as codes');
    END IF;
    IF EXISTS (
        SELECT FROM unnest(new.fields) AS f (name)
        WHERE (f.name ~ '^([a-z-]{1,40}|[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12})$') IS NOT TRUE
    ) THEN
        PERFORM log.refuse('fields are codes or ids');
    END IF;
    IF octet_length(new.criterion) <> 32 THEN
        PERFORM log.refuse('a criterion is a keyed digest of 32 bytes');
    END IF;
END
$body$;

-- Close the newest segment, if there is one, and begin that of a later month.
CREATE FUNCTION access.begin_segment(newest access.segment, month date) RETURNS access.segment
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    last access.entry;
    begun access.segment;
BEGIN
    SELECT e.* INTO last FROM access.entry AS e
    WHERE e.segment = newest.month ORDER BY e.number DESC LIMIT 1;
    UPDATE access.segment AS s
    SET entries = coalesce(last.number, 0), hash = coalesce(last.hash, s.previous), closed = clock_timestamp()
    WHERE s.month = newest.month;
    begun.municipality := (SELECT i.municipality FROM log.installation AS i);
    begun.month := month;
    begun.previous := coalesce(last.hash, newest.previous, decode(repeat('00', 32), 'hex'));
    INSERT INTO access.segment SELECT begun.*;
    RETURN begun;
END
$body$;

-- Return the segment of a month, or the newest if the clock went back behind it. Runs under the lock only.
CREATE FUNCTION access.segment_for(month date) RETURNS access.segment
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    newest access.segment;
BEGIN
    SELECT s.* INTO newest FROM access.segment AS s ORDER BY s.month DESC LIMIT 1;
    IF newest.month >= month THEN
        RETURN newest;
    END IF;
    RETURN access.begin_segment(newest, month);
END
$body$;

-- Write an entry into the segment of a month, and return its number there: the owner's only.
--
-- Why one lock: number and hash follow from the last entry. It is taken before anything is read and held until the
-- transaction's end; under READ COMMITTED every statement after it sees all that was committed before. Who appends to
-- the event log in the same transaction does so first, so that all take the two locks in one order.
CREATE FUNCTION access.record_in(
    month date, at timestamptz, actor text, action text, purpose text, outcome text, trajectory uuid,
    fields text[], criterion bytea
) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    segment access.segment;
    last access.entry;
    new access.entry;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM log.refuse('record in a transaction of isolation level read committed');
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('access.record', 0));
    new.municipality := (SELECT i.municipality FROM log.installation AS i);
    new.at := at;
    new.actor := actor;
    new.action := action;
    new.purpose := purpose;
    new.outcome := outcome;
    new.trajectory := trajectory;
    new.fields := coalesce(fields, '{}');
    new.criterion := criterion;
    PERFORM access.refuse_invalid(new);
    segment := access.segment_for(month);
    SELECT e.* INTO last FROM access.entry AS e
    WHERE e.segment = segment.month ORDER BY e.number DESC LIMIT 1;
    new.segment := segment.month;
    new.number := coalesce(last.number, 0) + 1;
    new.recorded := greatest(clock_timestamp(), last.recorded);
    new.previous := coalesce(last.hash, segment.previous);
    new.hash := access.hash_of(new.previous, new);
    INSERT INTO access.entry SELECT new.*;
    RETURN new.number;
END
$body$;

-- Write an access down in the transaction that it is part of. What reads calls this first: no log, no read.
-- Plans are made for a large table whatever its size was when a session first asked.
CREATE FUNCTION access.record(
    at timestamptz, actor text, action text, purpose text, outcome text, trajectory uuid, fields text[],
    criterion bytea
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $body$
BEGIN
    RETURN access.record_in(
        access.month_now(), at, actor, action, purpose, outcome, trajectory, fields, criterion
    );
END
$body$;

-- A page of the log, the newest first, below a place if one is given; each filter may be null.
CREATE FUNCTION access.entries(
    at timestamptz, actor text, on_day date, of_actor text, of_trajectory uuid, of_action text, below_month date,
    below_number bigint, most integer
) RETURNS SETOF access.entry
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    PERFORM access.record(at, actor, 'read-access-log', 'control', 'allowed', of_trajectory, '{}', NULL);
    RETURN QUERY
    SELECT e.* FROM access.entry AS e
    WHERE (on_day IS NULL OR (e.at AT TIME ZONE 'Europe/Copenhagen')::date = on_day)
        AND (of_actor IS NULL OR e.actor = of_actor)
        AND (of_trajectory IS NULL OR e.trajectory = of_trajectory)
        AND (of_action IS NULL OR e.action = of_action)
        AND (below_month IS NULL OR (e.segment, e.number) < (below_month, below_number))
    ORDER BY e.segment DESC, e.number DESC LIMIT least(most, 1000);
END
$body$;

-- What was done with one trajectory's contents, when and to what end, and by nobody in particular: for the person.
CREATE FUNCTION access.extract(at timestamptz, actor text, of_trajectory uuid)
RETURNS TABLE (at_time timestamptz, action text, purpose text, fields text[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    PERFORM access.record(at, actor, 'extract-access', 'subject-access', 'allowed', of_trajectory, '{}', NULL);
    RETURN QUERY
    SELECT e.at, e.action, e.purpose, e.fields FROM access.entry AS e
    WHERE e.trajectory = of_trajectory AND e.outcome = 'allowed'
    ORDER BY e.at, e.segment, e.number;
END
$body$;

-- Accesses of a month that nobody chose: the first of those about a person in the order of sha256(seed || number). The
-- seed is the hash of the month's last entry, which stands fast once the month is over.
CREATE FUNCTION access.sample(at timestamptz, actor text, of_month date, most integer)
RETURNS TABLE (seed bytea, is_over boolean, drawn_from bigint, entry access.entry)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    last access.entry;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('access.record', 0));
    SELECT e.* INTO last FROM access.entry AS e
    WHERE e.segment = of_month ORDER BY e.number DESC LIMIT 1;
    PERFORM access.record(at, actor, 'sample-access', 'control', 'allowed', NULL, '{}', NULL);
    RETURN QUERY
    SELECT last.hash, of_month < access.month_now(), count(*) OVER (), e
    FROM access.entry AS e
    WHERE e.segment = of_month AND e.number <= last.number
        AND (e.trajectory IS NOT NULL OR e.criterion IS NOT NULL)
    ORDER BY sha256(last.hash || int8send(e.number)) LIMIT least(most, 1000);
END
$body$;

-- The entries of a month in their order, to verify the chain by: for whoever wrote that down less than a day before, at
-- `told`. It takes no lock, so that a reader who stops halfway keeps nobody else from reading.
CREATE FUNCTION access.walk(told bigint, reader text, of_month date, after bigint, most integer)
RETURNS SETOF access.entry
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    IF NOT EXISTS (
        SELECT FROM access.entry AS e
        WHERE e.segment IN (SELECT s.month FROM access.segment AS s ORDER BY s.month DESC LIMIT 2)
            AND e.number = told AND e.actor = reader AND e.action = 'read-access-log'
            AND e.recorded > clock_timestamp() - interval '1 day'
    ) THEN
        PERFORM log.refuse('adgangen skal skrives i adgangsloggen først / write the access down first');
    END IF;
    RETURN QUERY
    SELECT e.* FROM access.entry AS e
    WHERE e.segment = of_month AND e.number > after ORDER BY e.number LIMIT least(most, 200);
END
$body$;

-- The segments, the oldest first. They name nobody and are not written down as read.
CREATE FUNCTION access.segments() RETURNS SETOF access.segment
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
    SELECT s.* FROM access.segment AS s ORDER BY s.month
$body$;

-- Close what is over, so that it can be signed although nobody has read anything yet this month.
CREATE FUNCTION access.close_months() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('access.record', 0));
    PERFORM access.segment_for(access.month_now());
END
$body$;

-- Keep the signature of a closed segment; the first one stays. Return whether this was it.
CREATE FUNCTION access.sign_segment(
    of_month date, of_hash bytea, by_key text, at timestamptz, with_signature bytea
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    UPDATE access.segment AS s SET signing_key = by_key, signed = at, signature = with_signature
    WHERE s.month = of_month AND s.hash = of_hash AND s.signature IS NULL;
    RETURN FOUND;
END
$body$;

-- Drop the segments before a month that have been kept long enough, whole, and return their months. The newest is
-- never closed, and so never dropped.
CREATE FUNCTION access.drop_segments(before date) RETURNS SETOF date
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    dropping date;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('access.record', 0));
    FOR dropping IN
        UPDATE access.segment AS s SET dropped = clock_timestamp()
        WHERE s.month < least(before, access.kept_from()) AND s.hash IS NOT NULL AND s.dropped IS NULL
        RETURNING s.month
    LOOP
        DELETE FROM access.entry AS e WHERE e.segment = dropping;
        PERFORM access.record(
            clock_timestamp(), 'SYS0', 'erase', 'retention', 'allowed', NULL, ARRAY['access-log'], NULL
        );
        RETURN NEXT dropping;
    END LOOP;
END
$body$;

GRANT EXECUTE ON FUNCTION
access.record(timestamptz, text, text, text, text, uuid, text[], bytea),
access.entries(timestamptz, text, date, text, uuid, text, date, bigint, integer),
access.extract(timestamptz, text, uuid),
access.sample(timestamptz, text, date, integer),
access.walk(bigint, text, date, bigint, integer),
access.segments(),
access.close_months(),
access.sign_segment(date, bytea, text, timestamptz, bytea),
access.drop_segments(date)
TO exitspor_app;
