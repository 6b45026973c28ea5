-- The events after a position (after none: all), for COPY in binary: what has one length first, then texts and payload.
-- `shape` says what is there: 1 if the row is whole, 2 with occurred_at, 4 with causation, 8 with payload and salt; what
-- is absent comes as zeros. 0: the row lacks something that every event has, and is not to be taken apart.
SELECT
    CASE
        WHEN num_nulls(
            position, version, schema_version, recorded, stream, id, command_id, occurred_on, digest, hash, kind, type,
            actor, municipality
        ) = 0
        AND num_nulls(payload, salt) <> 1
        AND octet_length(digest) = 32
        AND octet_length(hash) = 32
        AND coalesce(octet_length(salt), 32) = 32
        AND recorded BETWEEN TIMESTAMPTZ '0001-01-02 00:00:00+00' AND TIMESTAMPTZ '9999-12-30 00:00:00+00'
        AND coalesce(occurred_at, recorded)
        BETWEEN TIMESTAMPTZ '0001-01-02 00:00:00+00' AND TIMESTAMPTZ '9999-12-30 00:00:00+00'
        AND occurred_on BETWEEN DATE '0001-01-01' AND DATE '9999-12-31'
            THEN
                1
                + CASE WHEN occurred_at IS NULL THEN 0 ELSE 2 END
                + CASE WHEN causation IS NULL THEN 0 ELSE 4 END
                + CASE WHEN payload IS NULL THEN 0 ELSE 8 END
        ELSE 0
    END::smallint AS shape,
    position,
    version,
    schema_version,
    recorded,
    stream,
    id,
    command_id,
    occurred_on,
    digest,
    hash,
    coalesce(occurred_at, TIMESTAMPTZ '2000-01-01 00:00:00+00') AS occurred_at,
    coalesce(causation, UUID '00000000-0000-0000-0000-000000000000') AS causation,
    coalesce(salt, decode(repeat('00', 32), 'hex')) AS salt,
    octet_length(kind) AS kind_length,
    16 + octet_length(kind) + octet_length(type) + octet_length(actor) + octet_length(municipality) AS texts_length,
    coalesce(octet_length(payload), 0) AS payload_length,
    kind,
    type,
    actor,
    municipality,
    coalesce(payload, ''::bytea) AS payload
FROM log.event
WHERE $1::bigint IS NULL OR position > $1
ORDER BY position
