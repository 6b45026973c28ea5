-- As 0005 of the library: any name as type, and any version.

-- squawk-ignore ban-drop-constraint
ALTER TABLE log.event DROP CONSTRAINT event_type_is_a_stable_name;

CREATE OR REPLACE FUNCTION log.is_well_formed(kind text, expected_version bigint, type text, schema_version bigint)
RETURNS boolean
LANGUAGE sql IMMUTABLE
RETURN expected_version IS NOT NULL;
