-- No event is ever changed or deleted, not by the owner either. The one exception: payload and salt of an event
-- may become null, and nothing else with them, if an order in the log itself names the event.

CREATE FUNCTION log.is_ordered(event uuid) RETURNS boolean
LANGUAGE sql STABLE
RETURN EXISTS (
    SELECT FROM log.event AS o
    WHERE
        o.kind = 'order'
        AND o.type = 'PayloadsBlanked'
        AND strpos(encode(o.payload, 'escape'), event::text) > 0
);

CREATE FUNCTION log.guard_event() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    blanked log.event;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        blanked := OLD;
        blanked.payload := NULL;
        blanked.salt := NULL;
        IF NEW IS NOT DISTINCT FROM blanked AND log.is_ordered(OLD.id) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'hændelser rettes og slettes ikke; brug log.blank med en ordre / '
        'events are neither changed nor deleted; use log.blank with an order'
        USING ERRCODE = 'EX003';
END
$body$;

CREATE FUNCTION log.guard_command() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    blanked log.command;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        blanked := OLD;
        blanked.content := NULL;
        IF NEW IS NOT DISTINCT FROM blanked AND EXISTS (
            SELECT FROM log.event AS e
            WHERE e.stream = ANY(OLD.streams) AND e.command_id = OLD.command_id AND e.payload IS NULL
        ) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'kommandoer rettes og slettes ikke / commands are neither changed nor deleted'
        USING ERRCODE = 'EX003';
END
$body$;

CREATE FUNCTION log.guard_installation() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    RAISE EXCEPTION 'kommunen sættes én gang; brug en ny database til en anden kommune / '
        'the municipality is set once; use a new database for another municipality'
        USING ERRCODE = 'EX003';
END
$body$;

CREATE TRIGGER event_is_kept BEFORE UPDATE OR DELETE ON log.event
FOR EACH ROW EXECUTE FUNCTION log.guard_event();

CREATE TRIGGER events_are_kept BEFORE TRUNCATE ON log.event
FOR EACH STATEMENT EXECUTE FUNCTION log.guard_event();

CREATE TRIGGER command_is_kept BEFORE UPDATE OR DELETE ON log.command
FOR EACH ROW EXECUTE FUNCTION log.guard_command();

CREATE TRIGGER commands_are_kept BEFORE TRUNCATE ON log.command
FOR EACH STATEMENT EXECUTE FUNCTION log.guard_command();

CREATE TRIGGER installation_is_kept BEFORE UPDATE OR DELETE ON log.installation
FOR EACH ROW EXECUTE FUNCTION log.guard_installation();
