-- A page of some kinds of stream, as in read.sql. Each kind is read by itself along the index of kind and position,
-- so that a rare kind does not cost a walk through all the others. Pairs are compared, and ordered by, because only
-- that index can: with `kind = ...` the planner walks the primary key, hoping for an early end (20 times slower).
SELECT h.head, e.*
FROM (SELECT coalesce(max(position), 0) AS head FROM log.event) AS h
LEFT JOIN LATERAL (
    SELECT of_kind.*
    FROM unnest($4::text[]) AS wanted (kind)
    CROSS JOIN LATERAL (
        SELECT position, stream, kind, version, id, type, schema_version, command_id, causation, actor,
            municipality, occurred_on, occurred_at, recorded, payload
        FROM log.event
        WHERE (kind, position) > (wanted.kind, $1::bigint) AND (kind, position) <= (wanted.kind, $2::bigint)
        ORDER BY kind, position
        LIMIT $3
    ) AS of_kind
    ORDER BY of_kind.position
    LIMIT $3
) AS e ON true
