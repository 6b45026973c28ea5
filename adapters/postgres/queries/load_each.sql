-- Several streams, each from a version of its own: every one is found along the index of streams and versions.
SELECT e.*
FROM unnest($1::uuid[], $2::bigint[]) AS asked (stream, after_version)
CROSS JOIN LATERAL (
    SELECT position, stream, kind, version, id, type, schema_version, command_id, causation, actor,
        municipality, occurred_on, occurred_at, recorded, payload
    FROM log.event
    WHERE stream = asked.stream AND version > asked.after_version
    ORDER BY version
) AS e
