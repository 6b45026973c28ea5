-- What makes no sense is found by one look at a whole call.

-- The same rule as before, in a form that costs a tenth: every row that is there has passed it.
-- squawk-ignore ban-drop-constraint
ALTER TABLE log.event DROP CONSTRAINT IF EXISTS event_type_is_a_stable_name;
ALTER TABLE log.event ADD CONSTRAINT event_type_is_a_stable_name
CHECK (length(type) <= 100 AND type ~ '^[A-Za-z][A-Za-z0-9._-]*$') NOT VALID;

-- Whether a part of a command may be stored, as log.refuse_invalid_stream has it.
CREATE FUNCTION log.is_well_formed(kind text, expected_version bigint, type text, schema_version bigint)
RETURNS boolean
LANGUAGE sql IMMUTABLE
RETURN kind IN ('trajectory', 'contact', 'visit', 'supervision', 'cards', 'reference', 'order')
    AND expected_version >= 0
    AND length(type) <= 100 AND type ~ '^[A-Za-z][A-Za-z0-9._-]*$'
    AND schema_version >= 1;

-- One look at all; only if something is wrong, one at each, by the functions that can say what it is.
CREATE FUNCTION log.refuse_malformed(commands log.new_command[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    command log.new_command;
    own text := (SELECT i.municipality FROM log.installation AS i);
BEGIN
    IF (
        SELECT bool_and((
            c.municipality = own AND c.actor ~ '^[A-Z]{2,5}[0-9]{1,3}$'
            AND c.command_id IS NOT NULL AND octet_length(c.content) = 32
            AND (
                cardinality(c.streams) = 1
                OR (SELECT count(*) = count(DISTINCT d.stream) FROM unnest(c.streams) AS d)
            )
            AND s.stream IS NOT NULL AND n.id IS NOT NULL AND n.occurred_on IS NOT NULL AND n.payload IS NOT NULL
            AND log.is_well_formed(s.kind, s.expected_version, n.type, n.schema_version)
        ) IS TRUE)
        FROM unnest(commands) AS c
        LEFT JOIN LATERAL unnest(c.streams) AS s ON true
        LEFT JOIN LATERAL unnest(s.events) AS n ON true
    ) THEN
        RETURN;
    END IF;
    FOREACH command IN ARRAY commands LOOP
        PERFORM log.refuse_invalid(command);
    END LOOP;
END
$body$;
