-- Each kind is walked along its own index, so that a page costs what it holds.
SELECT b.position, b.stream
FROM unnest($1::text[]) AS wanted (kind)
CROSS JOIN LATERAL (
    SELECT e.position, e.stream
    FROM log.event AS e
    WHERE
        e.version = 1
        AND (e.kind, e.position) > (wanted.kind, $2::bigint) AND (e.kind, e.position) <= (wanted.kind, $3::bigint)
    ORDER BY e.kind, e.position
    LIMIT $4
) AS b
ORDER BY b.position
LIMIT $4
