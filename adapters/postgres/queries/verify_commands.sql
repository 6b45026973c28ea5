-- The lowest position at which the commands and the events of the log do not tell the same.
SELECT min(coalesce(c.position, e.position)) AS position
FROM log.command AS c
FULL JOIN (SELECT command_id, max(position) AS position FROM log.event GROUP BY command_id) AS e
    ON c.command_id = e.command_id
WHERE c.position IS DISTINCT FROM e.position
