SELECT position, stream, kind, version, id, type, schema_version, command_id, causation, actor,
    municipality, occurred_on, occurred_at, recorded, payload
FROM log.event
WHERE stream = ANY($1) AND position <= $2
ORDER BY stream, version
