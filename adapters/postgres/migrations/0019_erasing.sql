-- What the vault has erased, whether it is final or not: the nightly job compares it with the log, and with the ledger
-- outside the database. Ids, a scope and dates; nobody's reading is written down.

CREATE FUNCTION vault.erasures() RETURNS SETOF vault.erasure
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
    SELECT r.* FROM vault.erasure AS r ORDER BY r.at, r.id
$body$;

GRANT EXECUTE ON FUNCTION vault.erasures() TO exitspor_app;

-- Single fields and notes that were taken out of a trajectory, moved or shredded: which were done, so that the ledger
-- outside the database tells what a restored dump has brought back. `epoch` is the newest of that time, as an erasure's.
CREATE TABLE vault.taking (
    municipality text NOT NULL,
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    epoch bigint,
    PRIMARY KEY (municipality, id)
);

ALTER TABLE vault.taking ENABLE ROW LEVEL SECURITY;
ALTER TABLE vault.taking FORCE ROW LEVEL SECURITY;
CREATE POLICY taking_is_of_this_municipality ON vault.taking
USING (municipality = (SELECT i.municipality FROM log.installation AS i));

-- As vault.renew, once for each taking: the same again does nothing, whatever was written since. Without compartments
-- there was nothing to take, and only that is kept.
CREATE FUNCTION vault.take_out(
    reading vault.reading, of_trajectory uuid, compartments text[], seen bytea[], changed text[],
    fillings vault.filling[], taking uuid
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    INSERT INTO vault.taking (municipality, id, at) VALUES (vault.municipality(), taking, reading.at)
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF cardinality(compartments) > 0 THEN
        PERFORM vault.renew(reading, of_trajectory, compartments, seen, changed, fillings);
    END IF;
    UPDATE vault.taking AS t SET epoch = (SELECT max(e.epoch) FROM vault.epoch AS e)
    WHERE t.municipality = vault.municipality() AND t.id = taking;
END
$body$;

CREATE FUNCTION vault.takings() RETURNS TABLE (id uuid, is_final boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
    SELECT
        t.id,
        NOT EXISTS (SELECT FROM vault.epoch AS e WHERE e.epoch <= t.epoch AND e.destroyed IS NULL)
    FROM vault.taking AS t
$body$;

-- How old what some trajectories hold is, never what: the newest note's day, and when identity or contact details were
-- written last. For tasks of the system; not written down.
CREATE FUNCTION vault.ages(trajectories uuid[]) RETURNS TABLE (
    of_trajectory uuid, newest_note date, identity timestamptz
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
    SELECT h.trajectory, max(h.on_day), max(h.written) FROM (
        SELECT f.trajectory, NULL::date AS on_day, f.written FROM vault.field AS f
        WHERE f.trajectory = ANY(trajectories) AND f.compartment IN ('identity', 'contact')
        UNION ALL
        SELECT n.trajectory, n.on_day, NULL FROM vault.note AS n WHERE n.trajectory = ANY(trajectories)
    ) AS h GROUP BY h.trajectory
$body$;

GRANT EXECUTE ON FUNCTION
vault.take_out(vault.reading, uuid, text[], bytea[], text[], vault.filling[], uuid),
vault.takings(),
vault.ages(uuid[])
TO exitspor_app;
