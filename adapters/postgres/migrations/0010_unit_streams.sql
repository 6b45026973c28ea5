-- Streams of kind `unit`: the recurring duties of a centre, a programme or the municipality.

-- Every row that is there has passed a narrower rule.
-- squawk-ignore ban-drop-constraint
ALTER TABLE log.event DROP CONSTRAINT IF EXISTS event_kind_check;
ALTER TABLE log.event ADD CONSTRAINT event_kind_is_known
CHECK (kind IN ('trajectory', 'contact', 'visit', 'supervision', 'unit', 'cards', 'reference', 'order')) NOT VALID;

CREATE OR REPLACE FUNCTION log.is_well_formed(kind text, expected_version bigint, type text, schema_version bigint)
RETURNS boolean
LANGUAGE sql IMMUTABLE
RETURN kind IN ('trajectory', 'contact', 'visit', 'supervision', 'unit', 'cards', 'reference', 'order')
    AND expected_version >= 0
    AND length(type) <= 100 AND type ~ '^[A-Za-z][A-Za-z0-9._-]*$'
    AND schema_version >= 1;

CREATE OR REPLACE FUNCTION log.refuse_invalid_stream(part log.new_stream) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    new log.new_event;
BEGIN
    IF part.stream IS NULL OR part.kind IS NULL OR part.kind NOT IN (
        'trajectory', 'contact', 'visit', 'supervision', 'unit', 'cards', 'reference', 'order'
    ) THEN
        PERFORM log.refuse('unknown stream kind, or no stream');
    END IF;
    IF part.expected_version IS NULL OR part.expected_version < 0 THEN
        PERFORM log.refuse('expected version must be 0 or higher');
    END IF;
    IF coalesce(cardinality(part.events), 0) = 0 THEN
        PERFORM log.refuse('a stream part holds at least one event');
    END IF;
    FOREACH new IN ARRAY part.events LOOP
        PERFORM log.refuse_invalid_event(new);
    END LOOP;
END
$body$;
