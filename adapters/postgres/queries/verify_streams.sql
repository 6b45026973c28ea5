-- The last version, up to a position, of each stream that went on after it.
SELECT stream, kind, max(version) AS version
FROM log.event
WHERE position <= $1 AND stream IN (SELECT later.stream FROM log.event AS later WHERE later.position > $1)
GROUP BY stream, kind
