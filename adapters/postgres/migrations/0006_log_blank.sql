-- A lawful order to blank payloads: appends the order (one event PayloadsBlanked of kind order, whose payload names
-- every event by id) and sets payload and salt of those events to null, in one transaction. The owner's only; the
-- chain still verifies. Dead rows keep the bytes until VACUUM, and backups until they run out.

CREATE FUNCTION log.refuse_invalid_order(events uuid[], command log.new_command) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    part log.new_stream := command.streams[1];
    new log.new_event := part.events[1];
BEGIN
    IF cardinality(command.streams) IS DISTINCT FROM 1 OR cardinality(part.events) IS DISTINCT FROM 1
        OR part.kind IS DISTINCT FROM 'order' OR new.type IS DISTINCT FROM 'PayloadsBlanked' THEN
        PERFORM log.refuse('an order is one event PayloadsBlanked in one stream of kind order');
    END IF;
    IF coalesce(cardinality(events), 0) = 0 OR EXISTS (
        SELECT FROM unnest(events) AS named (id)
        WHERE strpos(encode(new.payload, 'escape'), named.id::text) > 0 IS NOT TRUE
    ) THEN
        PERFORM log.refuse('an order names the events, at least one, by their ids');
    END IF;
    IF EXISTS (
        SELECT FROM unnest(events) AS named (id) LEFT JOIN log.event AS e ON e.id = named.id
        WHERE e.id IS NULL OR e.kind = 'order'
    ) THEN
        PERFORM log.refuse('an order names events that the log holds, and no orders');
    END IF;
END
$body$;

CREATE FUNCTION log.blank(events uuid[], command log.new_command) RETURNS SETOF log.outcome
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    result log.outcome;
BEGIN
    PERFORM log.refuse_invalid_order(events, command);
    SELECT a.* INTO result FROM log.append(ARRAY[command]) AS a;
    IF result.result IN ('appended', 'known') THEN
        UPDATE log.event AS e SET payload = NULL, salt = NULL
        WHERE e.id = ANY(events) AND e.payload IS NOT NULL;
        UPDATE log.command AS c SET content = NULL
        WHERE c.command_id IN (SELECT e.command_id FROM log.event AS e WHERE e.id = ANY(events));
    END IF;
    RETURN NEXT result;
END
$body$;
