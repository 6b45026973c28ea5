-- The lowest position at which the commands and the events of the log, after a position, do not tell the same.
SELECT min(least(c.position, e.position)) AS position
FROM (SELECT command_id, position FROM log.command WHERE $1::bigint IS NULL OR position > $1) AS c
FULL JOIN (
    SELECT command_id, max(position) AS position FROM log.event
    WHERE $1::bigint IS NULL OR position > $1
    GROUP BY command_id
) AS e
    ON c.command_id = e.command_id
WHERE c.position IS DISTINCT FROM e.position
