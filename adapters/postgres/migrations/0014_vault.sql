-- The vault: what is known of a person, encrypted outside the database, under data keys that lie here wrapped; what
-- wraps them (key-encryption keys, in epochs) never does. The program may execute functions; it has no right on a table.
-- Every function that reads or changes contents writes the access log first, in the same transaction: if it cannot,
-- nothing is read and nothing changed.
--
-- A row of contents belongs to exactly one data key by its version: the foreign key is what makes it impossible that a
-- key goes while something is still under it, or that something is written under a key that was replaced meanwhile.
-- Rewrapping a data key changes none of the key's columns, so that writers need not wait for it.

CREATE FUNCTION vault.municipality() RETURNS text
LANGUAGE sql STABLE
RETURN (SELECT i.municipality FROM log.installation AS i);

-- The trajectories that the policy allowed in this transaction. The program sets them itself, one statement at a time:
-- a guard against its faults, and none against whoever has its password.
CREATE FUNCTION vault.allowed() RETURNS uuid[]
LANGUAGE sql STABLE
RETURN coalesce(string_to_array(nullif(current_setting('exitspor.trajectory', true), ''), ',')::uuid[], '{}');

CREATE TABLE vault.epoch (
    municipality text NOT NULL,
    epoch bigint NOT NULL CHECK (epoch >= 1),
    begun timestamptz NOT NULL,
    erased timestamptz,
    retired timestamptz,
    destroy_after date,
    destroyed timestamptz,
    PRIMARY KEY (municipality, epoch),
    CONSTRAINT epoch_is_retired_with_a_day CHECK ((retired IS NULL) = (destroy_after IS NULL)),
    CONSTRAINT epoch_is_retired_before_it_is_destroyed CHECK (destroyed IS NULL OR retired IS NOT NULL)
);

-- One data key a trajectory and compartment; `version` is bound into what is encrypted under it, and is drawn by lot: a
-- key that follows one that was erased has another, so that nothing sealed under the old one comes in under the new.
CREATE TABLE vault.data_key (
    municipality text NOT NULL,
    trajectory uuid NOT NULL,
    compartment text NOT NULL CHECK (compartment IN ('identity', 'contact', 'alias', 'notes')),
    version bigint NOT NULL CHECK (version >= 1),
    epoch bigint NOT NULL,
    wrapped bytea NOT NULL,
    PRIMARY KEY (municipality, trajectory, compartment),
    CONSTRAINT data_key_has_one_version UNIQUE (municipality, trajectory, compartment, version),
    CONSTRAINT data_key_is_of_an_epoch FOREIGN KEY (municipality, epoch) REFERENCES vault.epoch
);

CREATE INDEX data_key_by_epoch ON vault.data_key (epoch);

CREATE TABLE vault.field (
    municipality text NOT NULL,
    trajectory uuid NOT NULL,
    field text NOT NULL CHECK (field ~ '^[a-z-]{1,40}$' AND field <> 'note'),
    compartment text NOT NULL,
    key_version bigint NOT NULL,
    content bytea NOT NULL,
    written timestamptz NOT NULL,
    PRIMARY KEY (municipality, trajectory, field),
    CONSTRAINT field_is_under_a_data_key FOREIGN KEY (municipality, trajectory, compartment, key_version)
    REFERENCES vault.data_key (municipality, trajectory, compartment, version)
);

-- The day that a note is about stands in the clear, so that what is sealed by its day is not even handed out. Day and
-- writer are bound into the ciphertext. The fingerprint is keyed by the data key, and goes with it.
CREATE TABLE vault.note (
    municipality text NOT NULL,
    id uuid NOT NULL,
    trajectory uuid NOT NULL,
    compartment text NOT NULL DEFAULT 'notes' CHECK (compartment = 'notes'),
    on_day date NOT NULL,
    written_by text NOT NULL,
    written timestamptz NOT NULL,
    key_version bigint NOT NULL,
    content bytea NOT NULL,
    fingerprint bytea NOT NULL,
    PRIMARY KEY (municipality, id),
    CONSTRAINT note_is_under_a_data_key FOREIGN KEY (municipality, trajectory, compartment, key_version)
    REFERENCES vault.data_key (municipality, trajectory, compartment, version)
);

CREATE INDEX note_of_trajectory ON vault.note (trajectory, on_day);

-- What the blind index is encrypted under, one an epoch and wrapped by it. Unlike a data key it is never rewrapped:
-- every rotation makes another one and puts the rows under that, so that it dies with its epoch, also in old backups.
CREATE TABLE vault.index_key (
    municipality text NOT NULL,
    version bigint NOT NULL CHECK (version >= 1),
    epoch bigint NOT NULL,
    wrapped bytea NOT NULL,
    PRIMARY KEY (municipality, version),
    CONSTRAINT index_key_is_the_only_one_of_its_epoch UNIQUE (municipality, epoch),
    CONSTRAINT index_key_is_of_an_epoch FOREIGN KEY (municipality, epoch) REFERENCES vault.epoch
);

-- The blind index: HMAC-SHA256 of municipality and CPR number under a key that lies with the key-encryption keys and
-- stays, encrypted deterministically (AES-SIV: 32 bytes and 16 before them) under an index key, which does not stay.
CREATE TABLE vault.cpr (
    municipality text NOT NULL,
    trajectory uuid NOT NULL,
    key_version bigint NOT NULL,
    fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 48),
    PRIMARY KEY (municipality, trajectory),
    CONSTRAINT cpr_is_under_an_index_key FOREIGN KEY (municipality, key_version) REFERENCES vault.index_key
);

CREATE INDEX cpr_by_fingerprint ON vault.cpr (fingerprint);
CREATE INDEX cpr_by_index_key ON vault.cpr (key_version);

-- What was erased, when, and the newest epoch of that time: once its key is destroyed, the erasing is final.
CREATE TABLE vault.erasure (
    municipality text NOT NULL,
    id uuid NOT NULL,
    trajectory uuid NOT NULL,
    scope text NOT NULL,
    at timestamptz NOT NULL,
    final date NOT NULL,
    items bigint NOT NULL,
    epoch bigint,
    made_final timestamptz,
    PRIMARY KEY (municipality, id)
);

ALTER TABLE vault.epoch ENABLE ROW LEVEL SECURITY;
ALTER TABLE vault.epoch FORCE ROW LEVEL SECURITY;
CREATE POLICY epoch_is_of_this_municipality ON vault.epoch
USING (municipality = (SELECT i.municipality FROM log.installation AS i));
ALTER TABLE vault.data_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE vault.data_key FORCE ROW LEVEL SECURITY;
CREATE POLICY data_key_is_of_this_municipality ON vault.data_key
USING (municipality = (SELECT i.municipality FROM log.installation AS i));
ALTER TABLE vault.index_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE vault.index_key FORCE ROW LEVEL SECURITY;
CREATE POLICY index_key_is_of_this_municipality ON vault.index_key
USING (municipality = (SELECT i.municipality FROM log.installation AS i));
ALTER TABLE vault.cpr ENABLE ROW LEVEL SECURITY;
ALTER TABLE vault.cpr FORCE ROW LEVEL SECURITY;
CREATE POLICY cpr_is_of_this_municipality ON vault.cpr
USING (municipality = (SELECT i.municipality FROM log.installation AS i));
ALTER TABLE vault.erasure ENABLE ROW LEVEL SECURITY;
ALTER TABLE vault.erasure FORCE ROW LEVEL SECURITY;
CREATE POLICY erasure_is_of_this_municipality ON vault.erasure
USING (municipality = (SELECT i.municipality FROM log.installation AS i));
ALTER TABLE vault.field ENABLE ROW LEVEL SECURITY;
ALTER TABLE vault.field FORCE ROW LEVEL SECURITY;
CREATE POLICY field_is_of_an_allowed_trajectory ON vault.field USING (
    municipality = (SELECT i.municipality FROM log.installation AS i)
    AND trajectory = ANY((SELECT vault.allowed())::uuid[])
);
ALTER TABLE vault.note ENABLE ROW LEVEL SECURITY;
ALTER TABLE vault.note FORCE ROW LEVEL SECURITY;
CREATE POLICY note_is_of_an_allowed_trajectory ON vault.note USING (
    municipality = (SELECT i.municipality FROM log.installation AS i)
    AND trajectory = ANY((SELECT vault.allowed())::uuid[])
);

-- Who does something, what, to what end and when.
CREATE TYPE vault.reading AS (at timestamptz, actor text, action text, purpose text);

CREATE TYPE vault.sealed AS (
    field text,
    note uuid,
    on_day date,
    written_by text,
    written timestamptz,
    content bytea,
    compartment text,
    version bigint,
    epoch bigint,
    wrapped bytea
);

CREATE TYPE vault.new_key AS (compartment text, version bigint, epoch bigint, wrapped bytea);

-- A field without content is removed.
CREATE TYPE vault.new_field AS (
    field text,
    compartment text,
    key_version bigint,
    content bytea,
    index_key bigint,
    fingerprint bytea
);

CREATE TYPE vault.new_note AS (
    id uuid,
    on_day date,
    written_by text,
    written timestamptz,
    key_version bigint,
    content bytea,
    fingerprint bytea
);

-- What is put into the vault of a trajectory. `keys` are data keys that it does not have yet.
CREATE TYPE vault.filling AS (
    trajectory uuid,
    keys vault.new_key[],
    fields vault.new_field[],
    notes vault.new_note[]
);

CREATE TYPE vault.rewrapped AS (
    trajectory uuid,
    compartment text,
    version bigint,
    former bytea,
    epoch bigint,
    wrapped bytea
);

CREATE TYPE vault.reindexed AS (trajectory uuid, former bytea, key_version bigint, fingerprint bytea);

-- Something changed meanwhile: whoever gets this looks anew and tries again.
CREATE FUNCTION vault.refuse_stale() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    RAISE EXCEPTION 'boksen er ændret imens; prøv igen / the vault changed meanwhile; try again'
        USING ERRCODE = 'EX010';
END
$body$;

-- Its name in an error's context tells that it was the access log that failed.
CREATE FUNCTION vault.write_down(reading vault.reading, of_trajectory uuid, names text[], criterion bytea)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    PERFORM access.record(
        reading.at, reading.actor, reading.action, reading.purpose, 'allowed', of_trajectory, names, criterion
    );
END
$body$;

CREATE FUNCTION vault.read(reading vault.reading, of_trajectory uuid, names text[], notes_from date)
RETURNS SETOF vault.sealed
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $body$
BEGIN
    PERFORM vault.write_down(reading, of_trajectory, names, NULL);
    RETURN QUERY
    SELECT
        f.field, NULL::uuid, NULL::date, NULL::text, NULL::timestamptz, f.content,
        k.compartment, k.version, k.epoch, k.wrapped
    FROM vault.field AS f
    JOIN vault.data_key AS k USING (municipality, trajectory, compartment)
    WHERE f.municipality = vault.municipality() AND f.trajectory = of_trajectory AND f.field = ANY(names);
    IF 'note' = ANY(names) THEN
        RETURN QUERY
        SELECT
            'note', n.id, n.on_day, n.written_by, n.written, n.content,
            k.compartment, k.version, k.epoch, k.wrapped
        FROM vault.note AS n
        JOIN vault.data_key AS k USING (municipality, trajectory, compartment)
        WHERE n.trajectory = of_trajectory AND (notes_from IS NULL OR n.on_day >= notes_from)
        ORDER BY n.on_day, n.written, n.id;
    END IF;
END
$body$;

-- The wrapped data keys of a trajectory. They hold nothing about a person, and nobody's reading is written down.
CREATE FUNCTION vault.data_keys(of_trajectory uuid, compartments text[]) RETURNS SETOF vault.new_key
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $body$
BEGIN
    RETURN QUERY
    SELECT k.compartment, k.version, k.epoch, k.wrapped FROM vault.data_key AS k
    WHERE k.municipality = vault.municipality() AND k.trajectory = of_trajectory
        AND k.compartment = ANY(compartments);
END
$body$;

-- Take new data keys in, each under an epoch that is not retired. The foreign key locks the epoch's row against its
-- retiring (vault.retire_epochs); what is asked after that sees one that came first.
CREATE FUNCTION vault.take_keys(of_trajectory uuid, keys vault.new_key[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    taken bigint;
BEGIN
    INSERT INTO vault.epoch (municipality, epoch, begun)
    SELECT DISTINCT vault.municipality(), n.epoch, clock_timestamp() FROM unnest(keys) AS n
    ON CONFLICT DO NOTHING;
    INSERT INTO vault.data_key (municipality, trajectory, compartment, version, epoch, wrapped)
    SELECT vault.municipality(), of_trajectory, n.compartment, n.version, n.epoch, n.wrapped
    FROM unnest(keys) AS n ORDER BY n.compartment
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS taken = ROW_COUNT;
    IF taken <> cardinality(keys) OR EXISTS (
        SELECT FROM vault.epoch AS e JOIN unnest(keys) AS n USING (epoch) WHERE e.retired IS NOT NULL
    ) THEN
        PERFORM vault.refuse_stale();
    END IF;
END
$body$;

CREATE FUNCTION vault.fill(filling vault.filling, at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    own text := vault.municipality();
BEGIN
    IF cardinality(filling.keys) > 0 THEN
        PERFORM vault.take_keys(filling.trajectory, filling.keys);
    END IF;
    IF EXISTS (SELECT FROM unnest(filling.fields) AS n WHERE n.content IS NULL) THEN
        DELETE FROM vault.field AS f USING unnest(filling.fields) AS n
        WHERE f.municipality = own AND f.trajectory = filling.trajectory
            AND f.field = n.field AND n.content IS NULL;
    END IF;
    IF EXISTS (SELECT FROM unnest(filling.fields) AS n WHERE n.field = 'cpr') THEN
        DELETE FROM vault.cpr AS c
        WHERE c.municipality = own AND c.trajectory = filling.trajectory;
        INSERT INTO vault.cpr (municipality, trajectory, key_version, fingerprint)
        SELECT own, filling.trajectory, n.index_key, n.fingerprint FROM unnest(filling.fields) AS n
        WHERE n.content IS NOT NULL AND n.fingerprint IS NOT NULL;
    END IF;
    INSERT INTO vault.field (municipality, trajectory, field, compartment, key_version, content, written)
    SELECT own, filling.trajectory, n.field, n.compartment, n.key_version, n.content, fill.at
    FROM unnest(filling.fields) AS n WHERE n.content IS NOT NULL
    ON CONFLICT (municipality, trajectory, field)
    DO UPDATE SET
        compartment = excluded.compartment, key_version = excluded.key_version, content = excluded.content,
        written = excluded.written;
    IF cardinality(filling.notes) > 0 THEN
        INSERT INTO vault.note
        (municipality, id, trajectory, on_day, written_by, written, key_version, content, fingerprint)
        SELECT
            own, n.id, filling.trajectory, n.on_day, n.written_by, n.written, n.key_version,
            n.content, n.fingerprint
        FROM unnest(filling.notes) AS n;
    END IF;
END
$body$;

CREATE FUNCTION vault.write(reading vault.reading, filling vault.filling) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $body$
BEGIN
    PERFORM vault.write_down(
        reading, filling.trajectory, ARRAY(SELECT n.field FROM unnest(filling.fields) AS n ORDER BY 1), NULL
    );
    PERFORM vault.fill(filling, reading.at);
END
$body$;

-- Keep a note: kept, known (the same id and text already is), or other (the id has another text).
CREATE FUNCTION vault.add_note(reading vault.reading, filling vault.filling) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    new vault.new_note := filling.notes[1];
    known vault.note;
BEGIN
    PERFORM vault.write_down(reading, filling.trajectory, ARRAY['note', new.id::text], NULL);
    SELECT n.* INTO known FROM vault.note AS n
    WHERE n.municipality = vault.municipality() AND n.id = new.id AND n.trajectory = filling.trajectory;
    IF NOT FOUND THEN
        PERFORM vault.fill(filling, reading.at);
        RETURN 'kept';
    END IF;
    IF known.key_version <> new.key_version THEN
        PERFORM vault.refuse_stale();
    END IF;
    RETURN CASE WHEN known.fingerprint = new.fingerprint THEN 'known' ELSE 'other' END;
END
$body$;

-- The trajectories under fingerprints: one number's, under every index key there is (`versions`, in order). A number
-- that is nowhere costs the same row in the log and the same look. The keys are compared after the look, since a
-- rotation makes its index key before it puts rows under it: if there is none now that the caller did not know, no row
-- was under one then.
CREATE FUNCTION vault.find_cpr(reading vault.reading, criterion bytea, versions bigint[], sought bytea[])
RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $body$
BEGIN
    PERFORM vault.write_down(reading, NULL, ARRAY['cpr'], criterion);
    RETURN QUERY SELECT c.trajectory FROM vault.cpr AS c WHERE c.fingerprint = ANY(sought) ORDER BY c.trajectory;
    IF versions IS DISTINCT FROM ARRAY(SELECT k.version FROM vault.index_key AS k ORDER BY k.epoch) THEN
        PERFORM vault.refuse_stale();
    END IF;
END
$body$;

-- Put something else in the place of whole compartments of a trajectory, under new data keys, and, in the same
-- transaction, what was taken out of them into another. `seen` are the first twelve bytes (the nonces, of which no two
-- are equal) of all that the caller read there, in order: if anything came, went or changed since, nothing is done.
CREATE FUNCTION vault.renew(
    reading vault.reading, of_trajectory uuid, compartments text[], seen bytea[], changed text[],
    fillings vault.filling[]
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    filling vault.filling;
BEGIN
    FOREACH filling IN ARRAY fillings LOOP
        PERFORM vault.write_down(reading, filling.trajectory, changed, NULL);
    END LOOP;
    PERFORM FROM vault.data_key AS k
    WHERE k.trajectory = of_trajectory AND k.compartment = ANY(compartments)
    ORDER BY k.compartment FOR UPDATE;
    IF seen IS DISTINCT FROM ARRAY(
        SELECT substring(c.content FROM 1 FOR 12) FROM (
            SELECT f.content FROM vault.field AS f
            WHERE f.trajectory = of_trajectory AND f.compartment = ANY(compartments)
            UNION ALL
            SELECT n.content FROM vault.note AS n
            WHERE n.trajectory = of_trajectory AND n.compartment = ANY(compartments)
        ) AS c ORDER BY 1
    ) THEN
        PERFORM vault.refuse_stale();
    END IF;
    PERFORM vault.empty(of_trajectory, compartments);
    FOREACH filling IN ARRAY fillings LOOP
        IF EXISTS (
            SELECT FROM vault.field AS f JOIN unnest(filling.fields) AS n USING (field)
            WHERE f.trajectory = filling.trajectory
        ) THEN
            RAISE EXCEPTION 'det andet forløb har allerede det felt; slet det først / '
                'the other trajectory has that field already; remove it first'
                USING ERRCODE = 'EX012';
        END IF;
        PERFORM vault.fill(filling, reading.at);
    END LOOP;
END
$body$;

-- Delete the contents and data keys of compartments, and note that the newest epoch has had something erased under it.
-- Returns how many fields and notes there were. The caller holds the data keys' rows.
CREATE FUNCTION vault.empty(of_trajectory uuid, compartments text[]) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    fields bigint;
    notes bigint;
BEGIN
    DELETE FROM vault.field AS f WHERE f.trajectory = of_trajectory AND f.compartment = ANY(compartments);
    GET DIAGNOSTICS fields = ROW_COUNT;
    DELETE FROM vault.note AS n WHERE n.trajectory = of_trajectory AND n.compartment = ANY(compartments);
    GET DIAGNOSTICS notes = ROW_COUNT;
    DELETE FROM vault.cpr AS c WHERE c.trajectory = of_trajectory AND 'identity' = ANY(compartments);
    DELETE FROM vault.data_key AS k WHERE k.trajectory = of_trajectory AND k.compartment = ANY(compartments);
    UPDATE vault.epoch AS e SET erased = clock_timestamp()
    WHERE e.epoch = (SELECT max(n.epoch) FROM vault.epoch AS n) AND e.erased IS NULL;
    RETURN fields + notes;
END
$body$;

-- Erase compartments; the same erasure again is answered with the first result. With all goes the return code.
CREATE FUNCTION vault.erase(
    reading vault.reading, of_trajectory uuid, erasure uuid, scope text, compartments text[], final date
) RETURNS vault.erasure
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    done vault.erasure;
BEGIN
    PERFORM vault.write_down(reading, of_trajectory, compartments, NULL);
    SELECT e.* INTO done FROM vault.erasure AS e WHERE e.municipality = vault.municipality() AND e.id = erasure;
    IF FOUND THEN
        IF done.trajectory <> of_trajectory OR done.scope <> erase.scope THEN
            RAISE EXCEPTION 'sletningen er brugt til noget andet / the erasure was used for something else'
                USING ERRCODE = 'EX011';
        END IF;
        RETURN done;
    END IF;
    PERFORM FROM vault.data_key AS k
    WHERE k.trajectory = of_trajectory AND k.compartment = ANY(compartments)
    ORDER BY k.compartment FOR UPDATE;
    done.municipality := vault.municipality();
    done.id := erasure;
    done.trajectory := of_trajectory;
    done.scope := scope;
    done.at := reading.at;
    done.final := final;
    done.items := vault.empty(of_trajectory, compartments);
    done.epoch := (SELECT max(e.epoch) FROM vault.epoch AS e);
    done.made_final := CASE WHEN done.epoch IS NULL THEN reading.at END;
    INSERT INTO vault.erasure SELECT done.*;
    IF scope = 'all' THEN
        DELETE FROM vault.return_code AS c WHERE c.trajectory = of_trajectory;
    END IF;
    RETURN done;
END
$body$;

-- Which fields some trajectories hold, never what. For tasks of the system; not written down.
CREATE FUNCTION vault.holds(trajectories uuid[]) RETURNS TABLE (of_trajectory uuid, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
    SELECT f.trajectory, f.field FROM vault.field AS f WHERE f.trajectory = ANY(trajectories)
    UNION
    SELECT n.trajectory, 'note' FROM vault.note AS n WHERE n.trajectory = ANY(trajectories)
$body$;

-- Delete the contents of a compartment whose data key opens no more, and the key. What is deleted could not be read.
CREATE FUNCTION vault.give_up(reading vault.reading, of_trajectory uuid, compartment text, wrapped bytea) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    PERFORM vault.write_down(reading, of_trajectory, ARRAY[compartment], NULL);
    PERFORM FROM vault.data_key AS k
    WHERE k.trajectory = of_trajectory AND k.compartment = give_up.compartment AND k.wrapped = give_up.wrapped
    FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM vault.refuse_stale();
    END IF;
    RETURN vault.empty(of_trajectory, ARRAY[compartment]);
END
$body$;

-- Make epochs known whose keys there are. A database that was restored knows fewer than the keys' keeper does.
CREATE FUNCTION vault.begin_epochs(epochs bigint[], at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
    INSERT INTO vault.epoch (municipality, epoch, begun) SELECT vault.municipality(), n.epoch, at
    FROM unnest(epochs) AS n (epoch) ORDER BY n.epoch
    ON CONFLICT DO NOTHING
$body$;

-- The next data keys under epochs below one, in order, after a trajectory's compartment.
CREATE FUNCTION vault.keys_to_rewrap(below bigint, most integer, after_trajectory uuid, after_compartment text)
RETURNS SETOF vault.data_key
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
    SELECT k.* FROM vault.data_key AS k
    WHERE k.epoch < below
        AND (after_trajectory IS NULL OR (k.trajectory, k.compartment) > (after_trajectory, after_compartment))
    ORDER BY k.trajectory, k.compartment LIMIT most
$body$;

-- The index keys, the newest last.
CREATE FUNCTION vault.index_keys() RETURNS SETOF vault.index_key
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
    SELECT k.* FROM vault.index_key AS k ORDER BY k.epoch
$body$;

-- Take a new index key in, unless its epoch has one. Why a retired epoch gets none: see vault.take_keys.
CREATE FUNCTION vault.take_index_key(version bigint, epoch bigint, wrapped bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    PERFORM vault.begin_epochs(ARRAY[epoch], clock_timestamp());
    INSERT INTO vault.index_key (municipality, version, epoch, wrapped)
    SELECT vault.municipality(), take_index_key.version, take_index_key.epoch, take_index_key.wrapped
    ON CONFLICT DO NOTHING;
    IF EXISTS (
        SELECT FROM vault.epoch AS e WHERE e.epoch = take_index_key.epoch AND e.retired IS NOT NULL
    ) THEN
        PERFORM vault.refuse_stale();
    END IF;
END
$body$;

-- The next rows of the index under index keys of epochs below one, in order, after a trajectory.
CREATE FUNCTION vault.cpr_to_reindex(below bigint, most integer, after_trajectory uuid) RETURNS SETOF vault.cpr
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
    SELECT c.* FROM vault.cpr AS c
    JOIN vault.index_key AS k ON c.municipality = k.municipality AND c.key_version = k.version
    WHERE k.epoch < below AND (after_trajectory IS NULL OR c.trajectory > after_trajectory)
    ORDER BY c.trajectory LIMIT most
$body$;

-- Put rows of the index under another index key, where the former ones still stand.
CREATE FUNCTION vault.reindex(entries vault.reindexed[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
    UPDATE vault.cpr AS c SET key_version = n.key_version, fingerprint = n.fingerprint
    FROM unnest(entries) AS n
    WHERE c.municipality = vault.municipality() AND c.trajectory = n.trajectory AND c.fingerprint = n.former
$body$;

-- Put wrappings in the place of former ones, where these still stand. Returns how many.
CREATE FUNCTION vault.rewrap(keys vault.rewrapped[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    done bigint;
BEGIN
    UPDATE vault.data_key AS k SET epoch = n.epoch, wrapped = n.wrapped
    FROM unnest(keys) AS n
    WHERE k.municipality = vault.municipality() AND k.trajectory = n.trajectory
        AND k.compartment = n.compartment AND k.version = n.version AND k.wrapped = n.former;
    GET DIAGNOSTICS done = ROW_COUNT;
    IF EXISTS (SELECT FROM vault.epoch AS e JOIN unnest(keys) AS n USING (epoch) WHERE e.retired IS NOT NULL) THEN
        PERFORM vault.refuse_stale();
    END IF;
    RETURN done;
END
$body$;

-- Delete the index keys of epochs below one that no row is under, retire those epochs under which no key is left, and
-- return all below it that are still in use.
--
-- Why the locks first: whoever takes a new data key in holds the epoch's row by its foreign key until the end of that
-- transaction. So either its key is seen here, or it sees that the epoch is retired, and asks for another. In the same
-- way whoever puts a row into the index holds the index key's.
CREATE FUNCTION vault.retire_epochs(below bigint, at timestamptz, destroy_after date) RETURNS SETOF bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    PERFORM FROM vault.epoch AS e WHERE e.epoch < below AND e.retired IS NULL ORDER BY e.epoch FOR UPDATE;
    PERFORM FROM vault.index_key AS k WHERE k.epoch < below ORDER BY k.epoch FOR UPDATE;
    DELETE FROM vault.index_key AS k
    WHERE k.epoch < below AND NOT EXISTS (SELECT FROM vault.cpr AS c WHERE c.key_version = k.version);
    UPDATE vault.epoch AS e SET retired = at, destroy_after = retire_epochs.destroy_after
    WHERE e.epoch < below AND e.retired IS NULL
        AND NOT EXISTS (SELECT FROM vault.data_key AS k WHERE k.epoch = e.epoch)
        AND NOT EXISTS (SELECT FROM vault.index_key AS k WHERE k.epoch = e.epoch);
    RETURN QUERY SELECT e.epoch FROM vault.epoch AS e WHERE e.epoch < below AND e.retired IS NULL ORDER BY 1;
END
$body$;

-- The retired epochs whose keys may be destroyed on a day, in order.
CREATE FUNCTION vault.due_epochs(day date) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
    SELECT e.epoch FROM vault.epoch AS e
    WHERE
        e.destroy_after <= day AND e.destroyed IS NULL
        AND NOT EXISTS (SELECT FROM vault.data_key AS k WHERE k.epoch <= e.epoch)
        AND NOT EXISTS (SELECT FROM vault.index_key AS k WHERE k.epoch <= e.epoch)
    ORDER BY e.epoch
$body$;

-- Note that the key of an epoch is gone, and with it the last way to what was erased until then.
CREATE FUNCTION vault.note_destroyed(gone bigint, at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    UPDATE vault.epoch AS e SET destroyed = at WHERE e.epoch <= gone AND e.destroyed IS NULL AND e.retired IS NOT NULL;
    UPDATE vault.erasure AS r SET made_final = note_destroyed.at
    WHERE r.made_final IS NULL
        AND NOT EXISTS (SELECT FROM vault.epoch AS e WHERE e.epoch <= r.epoch AND e.destroyed IS NULL);
END
$body$;

CREATE FUNCTION vault.epochs() RETURNS TABLE (
    epoch bigint, begun timestamptz, erased timestamptz, retired timestamptz, destroy_after date,
    destroyed timestamptz, data_keys bigint
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
    SELECT
        e.epoch, e.begun, e.erased, e.retired, e.destroy_after, e.destroyed,
        (SELECT count(*) FROM vault.data_key AS k WHERE k.epoch = e.epoch)
    FROM vault.epoch AS e ORDER BY e.epoch
$body$;

GRANT EXECUTE ON FUNCTION
vault.read(vault.reading, uuid, text[], date),
vault.data_keys(uuid, text[]),
vault.write(vault.reading, vault.filling),
vault.add_note(vault.reading, vault.filling),
vault.find_cpr(vault.reading, bytea, bigint[], bytea[]),
vault.renew(vault.reading, uuid, text[], bytea[], text[], vault.filling[]),
vault.erase(vault.reading, uuid, uuid, text, text[], date),
vault.holds(uuid[]),
vault.give_up(vault.reading, uuid, text, bytea),
vault.begin_epochs(bigint[], timestamptz),
vault.keys_to_rewrap(bigint, integer, uuid, text),
vault.rewrap(vault.rewrapped[]),
vault.index_keys(),
vault.take_index_key(bigint, bigint, bytea),
vault.cpr_to_reindex(bigint, integer, uuid),
vault.reindex(vault.reindexed[]),
vault.retire_epochs(bigint, timestamptz, date),
vault.due_epochs(date),
vault.note_destroyed(bigint, timestamptz),
vault.epochs()
TO exitspor_app;
