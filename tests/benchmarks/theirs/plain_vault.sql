-- The vault's reads and writes over plain rows: the same rows, rights, row-level security and access log, no encryption.
CREATE SCHEMA plain;
GRANT USAGE ON SCHEMA plain TO exitspor_app, exitspor_owner;

CREATE TABLE plain.field (
    municipality text NOT NULL,
    trajectory uuid NOT NULL,
    field text NOT NULL,
    content text NOT NULL,
    PRIMARY KEY (municipality, trajectory, field)
);
ALTER TABLE plain.field OWNER TO exitspor_owner;
ALTER TABLE plain.field ENABLE ROW LEVEL SECURITY;
ALTER TABLE plain.field FORCE ROW LEVEL SECURITY;
CREATE POLICY field_is_of_an_allowed_trajectory ON plain.field USING (
    municipality = (SELECT i.municipality FROM log.installation AS i)
    AND trajectory = ANY((SELECT vault.allowed())::uuid[])
);

CREATE TABLE plain.bare (LIKE plain.field INCLUDING ALL);
GRANT SELECT, INSERT, UPDATE ON plain.bare TO exitspor_app;

CREATE FUNCTION plain.read(reading vault.reading, of_trajectory uuid, names text[])
RETURNS TABLE (name text, text text)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $body$
BEGIN
    PERFORM vault.write_down(reading, of_trajectory, names, NULL);
    RETURN QUERY
    SELECT f.field, f.content FROM plain.field AS f
    WHERE f.municipality = vault.municipality() AND f.trajectory = of_trajectory AND f.field = ANY(names);
END
$body$;

-- What a write looks at first: here whether the trajectory has anything.
CREATE FUNCTION plain.has(of_trajectory uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $body$
BEGIN
    RETURN EXISTS (
        SELECT FROM plain.field AS f
        WHERE f.municipality = vault.municipality() AND f.trajectory = of_trajectory
    );
END
$body$;

CREATE FUNCTION plain.write(reading vault.reading, of_trajectory uuid, names text[], texts text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $body$
BEGIN
    PERFORM vault.write_down(reading, of_trajectory, names, NULL);
    INSERT INTO plain.field (municipality, trajectory, field, content)
    SELECT vault.municipality(), of_trajectory, n.field, n.content FROM unnest(names, texts) AS n (field, content)
    ON CONFLICT (municipality, trajectory, field) DO UPDATE SET content = excluded.content;
END
$body$;

ALTER FUNCTION plain.read OWNER TO exitspor_owner;
ALTER FUNCTION plain.has OWNER TO exitspor_owner;
ALTER FUNCTION plain.write OWNER TO exitspor_owner;
GRANT EXECUTE ON FUNCTION plain.read, plain.has, plain.write TO exitspor_app;
