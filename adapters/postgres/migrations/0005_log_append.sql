-- The one way into the log. log.append is all that the program may execute; what it calls runs with the owner's rights.

-- The first answer of a command id, or a mismatch; null for a command that the log does not know.
CREATE FUNCTION log.first_result(command uuid, content bytea) RETURNS log.outcome
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    known log.command;
    result log.outcome;
BEGIN
    SELECT c.* INTO known FROM log.command AS c WHERE c.command_id = command;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    result.command_id := command;
    result.result := 'mismatch';
    IF known.content = content THEN
        result.result := 'known';
        result.position := known.position;
        result.streams := known.streams;
        result.versions := known.versions;
    END IF;
    RETURN result;
END
$body$;

-- Whether an append that expects a version may follow what the stream has; `actual` is null for a new stream.
CREATE FUNCTION log.follows(actual bigint, expected bigint) RETURNS boolean
LANGUAGE sql IMMUTABLE
RETURN coalesce(actual, 0) = expected;

-- The first stream whose version is not what the command expects, null if all are.
CREATE FUNCTION log.first_conflict(command log.new_command) RETURNS log.outcome
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    part log.new_stream;
    newest record;
    result log.outcome;
BEGIN
    FOREACH part IN ARRAY command.streams LOOP
        SELECT e.version, e.kind INTO newest FROM log.event AS e
        WHERE e.stream = part.stream ORDER BY e.version DESC LIMIT 1;
        IF newest.kind <> part.kind THEN
            PERFORM log.refuse('the stream is of another kind');
        END IF;
        IF NOT log.follows(newest.version, part.expected_version) THEN
            result.result := 'conflict';
            result.command_id := command.command_id;
            result.stream := part.stream;
            result.expected := part.expected_version;
            result.actual := coalesce(newest.version, 0);
            RETURN result;
        END IF;
    END LOOP;
    RETURN NULL;
END
$body$;

-- Store a command that was checked. Runs under the lock of log.append only: it numbers from the log's head.
CREATE FUNCTION log.store(command log.new_command) RETURNS log.outcome
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    part log.new_stream;
    new log.new_event;
    head log.event;
    stored log.event;
    result log.outcome;
BEGIN
    SELECT e.* INTO head FROM log.event AS e ORDER BY e.position DESC LIMIT 1;
    stored.position := coalesce(head.position, 0);
    stored.hash := coalesce(head.hash, decode(repeat('00', 32), 'hex'));
    stored.recorded := greatest(clock_timestamp(), head.recorded);
    stored.command_id := command.command_id;
    stored.causation := command.causation;
    stored.actor := command.actor;
    stored.municipality := command.municipality;
    FOREACH part IN ARRAY command.streams LOOP
        stored.stream := part.stream;
        stored.kind := part.kind;
        stored.version := part.expected_version;
        FOREACH new IN ARRAY part.events LOOP
            stored.position := stored.position + 1;
            stored.version := stored.version + 1;
            stored.id := new.id;
            stored.type := new.type;
            stored.schema_version := new.schema_version;
            stored.occurred_on := new.occurred_on;
            stored.occurred_at := new.occurred_at;
            stored.payload := new.payload;
            stored.salt := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
            stored.digest := log.digest_of(
                stored.salt, stored.occurred_on, stored.occurred_at, stored.recorded, stored.payload
            );
            stored.hash := log.hash_of(stored.hash, stored);
            INSERT INTO log.event SELECT stored.*;
        END LOOP;
        result.streams := result.streams || stored.stream;
        result.versions := result.versions || stored.version;
    END LOOP;
    result.result := 'appended';
    result.command_id := command.command_id;
    result.position := stored.position;
    INSERT INTO log.command (command_id, content, position, streams, versions)
    VALUES (command.command_id, command.content, result.position, result.streams, result.versions);
    RETURN result;
END
$body$;

-- Append commands in order and answer one outcome each. A refused command stores nothing and aborts no other; an
-- error stores nothing at all.
--
-- Why one lock: positions, versions and hashes are read from the head and written after it. The lock is taken
-- before anything is read, and is held until the transaction's end; under READ COMMITTED every statement after it
-- sees all that was committed before. So positions are contiguous and in commit order, and who has read up to a
-- position can never miss a lower one. Under another isolation level the snapshot could be older than the lock.
CREATE FUNCTION log.append(commands log.new_command[]) RETURNS SETOF log.outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    command log.new_command;
    result log.outcome;
    moved boolean := false;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM log.refuse('append in a transaction of isolation level read committed');
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('log.append', 0));
    FOREACH command IN ARRAY coalesce(commands, '{}') LOOP
        PERFORM log.refuse_invalid(command);
        result := log.first_result(command.command_id, command.content);
        IF result IS NULL THEN
            result := log.first_conflict(command);
        END IF;
        IF result IS NULL THEN
            result := log.store(command);
            moved := true;
        END IF;
        RETURN NEXT result;
    END LOOP;
    IF moved THEN
        PERFORM pg_notify('log.moved', '');
    END IF;
END
$body$;

GRANT EXECUTE ON FUNCTION log.append(log.new_command[]) TO exitspor_app;
