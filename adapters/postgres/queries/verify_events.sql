SELECT * FROM log.event ORDER BY position
