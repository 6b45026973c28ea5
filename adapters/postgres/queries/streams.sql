SELECT stream FROM log.event WHERE kind = $1 AND version = 1 AND position <= $2 ORDER BY position
