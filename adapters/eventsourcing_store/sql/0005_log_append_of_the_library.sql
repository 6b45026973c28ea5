-- What the library may append that our log would refuse: any version, as long as it is new in its stream (the
-- unique constraint sees to that), and any name as type.

-- squawk-ignore ban-drop-constraint
ALTER TABLE log.event DROP CONSTRAINT event_version_counts_from_1;
-- squawk-ignore ban-drop-constraint
ALTER TABLE log.event DROP CONSTRAINT event_type_is_a_stable_name;

CREATE OR REPLACE FUNCTION log.follows(actual bigint, expected bigint) RETURNS boolean
LANGUAGE sql IMMUTABLE
RETURN true;

CREATE OR REPLACE FUNCTION log.refuse_invalid_stream(part log.new_stream) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    IF part.stream IS NULL OR part.expected_version IS NULL OR coalesce(cardinality(part.events), 0) = 0 THEN
        PERFORM log.refuse('events have an originator and a version');
    END IF;
END
$body$;

-- How far a named application's notifications have been processed.
CREATE TABLE log.tracking (
    application_name text PRIMARY KEY,
    notification_id bigint NOT NULL
);

GRANT SELECT, INSERT, UPDATE ON log.tracking TO exitspor_app;
