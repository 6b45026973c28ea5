-- A page of the log: rows of one snapshot, so that `head` is what the events were read up to. Positions are in
-- commit order: whoever has read up to `head` misses nothing below it.
SELECT h.head, e.*
FROM (SELECT coalesce(max(position), 0) AS head FROM log.event) AS h
LEFT JOIN LATERAL (
    SELECT position, stream, kind, version, id, type, schema_version, command_id, causation, actor,
        municipality, occurred_on, occurred_at, recorded, payload
    FROM log.event
    WHERE position > $1 AND position <= $2
    ORDER BY position
    LIMIT $3
) AS e ON true
