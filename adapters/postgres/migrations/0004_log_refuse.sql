-- What makes no sense is an error, and nothing of the whole call is stored. No error names a payload, an actor or a
-- free text. These functions, as all but log.append, are the owner's and nobody else's.

CREATE FUNCTION log.refuse(reason text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    RAISE EXCEPTION '%', reason USING ERRCODE = 'EX001';
END
$body$;

CREATE FUNCTION log.refuse_foreign(municipality text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    own text := (SELECT i.municipality FROM log.installation AS i);
BEGIN
    IF own IS NULL THEN
        PERFORM log.refuse('kommunen er ikke sat; kør migreringen / no municipality is set; run the migration');
    END IF;
    IF municipality IS DISTINCT FROM own THEN
        PERFORM log.refuse(format(
            'kommunen er ikke denne installations (%s) / the municipality is not this installation''s (%s)', own, own
        ));
    END IF;
END
$body$;

CREATE FUNCTION log.refuse_invalid_event(new log.new_event) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    IF new.id IS NULL OR new.occurred_on IS NULL OR new.payload IS NULL THEN
        PERFORM log.refuse('an event has an id, a date and a payload, none of them null');
    END IF;
    IF new.type IS NULL OR new.type !~ '^[A-Za-z][A-Za-z0-9._-]{0,99}$' THEN
        PERFORM log.refuse('event type must be a stable name of letters, digits, dots, dashes');
    END IF;
    IF new.schema_version IS NULL OR new.schema_version < 1 THEN
        PERFORM log.refuse('schema version must be 1 or higher');
    END IF;
END
$body$;

CREATE FUNCTION log.refuse_invalid_stream(part log.new_stream) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    new log.new_event;
BEGIN
    IF part.stream IS NULL OR part.kind IS NULL OR part.kind NOT IN (
        'trajectory', 'contact', 'visit', 'supervision', 'cards', 'reference', 'order'
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

CREATE FUNCTION log.refuse_invalid(command log.new_command) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    part log.new_stream;
BEGIN
    PERFORM log.refuse_foreign(command.municipality);
    IF command.command_id IS NULL OR command.content IS NULL OR octet_length(command.content) <> 32 THEN
        PERFORM log.refuse('a command has an id, and as content the 32 bytes of its SHA-256');
    END IF;
    IF command.actor IS NULL OR command.actor !~ '^[A-Z]{2,5}[0-9]{1,3}$' THEN
        PERFORM log.refuse('actor must be a staff code such as BB07, CLOCK0 or SYS0');
    END IF;
    IF coalesce(cardinality(command.streams), 0) = 0 THEN
        PERFORM log.refuse('a command appends to at least one stream; do not append a refusal or a no-op');
    END IF;
    IF (SELECT count(*) <> count(DISTINCT s.stream) FROM unnest(command.streams) AS s) THEN
        PERFORM log.refuse('a command names each stream once; put its events together');
    END IF;
    FOREACH part IN ARRAY command.streams LOOP
        PERFORM log.refuse_invalid_stream(part);
    END LOOP;
END
$body$;
