-- What the log has at some positions.
SELECT position, hash FROM log.event WHERE position = ANY($1::bigint[])
