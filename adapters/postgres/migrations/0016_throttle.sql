-- Tries that were let through, and not taken back: of a user, of an address, of a user at an address, each told by a
-- keyed digest only. A lock is of who tries, and never of what is guessed. The application counts by two functions.

CREATE SCHEMA throttle;
GRANT USAGE ON SCHEMA throttle TO exitspor_app;

CREATE TABLE throttle.subject (
    digest bytea PRIMARY KEY CHECK (octet_length(digest) = 32),
    tries bigint NOT NULL DEFAULT 0 CHECK (tries >= 0),
    since timestamptz NOT NULL,
    latest timestamptz NOT NULL,
    locks bigint NOT NULL DEFAULT 0 CHECK (locks >= 0),
    locked_until timestamptz
);

CREATE INDEX subject_by_age ON throttle.subject (latest);

-- Returns until when a subject is locked, or counts one try of each subject and returns null. The upsert locks the rows
-- before anything is judged, in the order of their digests, so that two tries wait for each other and never deadlock.
CREATE FUNCTION throttle.count_try(
    digests bytea [],
    most bigint [],
    within interval [],
    lock interval [],
    longest interval [],
    forgotten_after interval,
    at timestamptz
) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    until timestamptz;
BEGIN
    INSERT INTO throttle.subject AS s (digest, since, latest)
    SELECT named.digest, at, at FROM unnest(digests) AS named (digest) ORDER BY named.digest
    ON CONFLICT (digest) DO UPDATE SET tries = s.tries;
    -- The sweep comes after that and passes locked rows over: so nobody who holds a swept row waits for another.
    DELETE FROM throttle.subject AS s WHERE s.digest IN (
        SELECT old.digest FROM throttle.subject AS old
        WHERE old.latest <= at - forgotten_after AND old.digest <> ALL(digests)
        ORDER BY old.latest LIMIT 100 FOR UPDATE SKIP LOCKED
    );
    SELECT max(s.locked_until) INTO until FROM throttle.subject AS s
    WHERE s.digest = ANY(digests) AND s.locked_until > at;
    IF until IS NOT NULL THEN
        RETURN until;
    END IF;
    -- What has run out, a lock or the time within which tries count together, begins anew; the number of locks stays.
    UPDATE throttle.subject AS s
    SET tries = 0, since = at, locked_until = NULL,
        locks = CASE WHEN s.latest <= at - forgotten_after THEN 0 ELSE s.locks END
    FROM unnest(digests, within) AS limits (digest, within)
    WHERE s.digest = limits.digest AND (s.locked_until IS NOT NULL OR s.since <= at - limits.within);
    UPDATE throttle.subject AS s SET tries = s.tries + 1, latest = at
    WHERE s.digest = ANY(digests);
    -- A day is fewer than 2^7 quarters of an hour; the least keeps the power from running over.
    UPDATE throttle.subject AS s
    SET locks = s.locks + 1, locked_until = at + least(limits.longest, limits.lock * power(2, least(s.locks, 20)))
    FROM unnest(digests, most, lock, longest) AS limits (digest, most, lock, longest)
    WHERE s.digest = limits.digest AND s.tries >= limits.most;
    RETURN NULL;
END
$body$;

-- Takes the latest try back, and the lock that it made.
CREATE FUNCTION throttle.take_back(digests bytea []) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    PERFORM FROM throttle.subject AS s WHERE s.digest = ANY(digests) ORDER BY s.digest FOR UPDATE;
    UPDATE throttle.subject AS s
    SET tries = greatest(s.tries - 1, 0),
        locks = CASE WHEN s.locked_until IS NULL THEN s.locks ELSE greatest(s.locks - 1, 0) END,
        locked_until = NULL
    WHERE s.digest = ANY(digests);
END
$body$;

GRANT EXECUTE ON FUNCTION throttle.count_try(
    bytea [], bigint [], interval [], interval [], interval [], interval, timestamptz
) TO exitspor_app;
GRANT EXECUTE ON FUNCTION throttle.take_back(bytea []) TO exitspor_app;
