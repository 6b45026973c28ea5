SELECT position, stream, kind, version, id, type, schema_version, command_id, causation, actor,
    municipality, occurred_on, occurred_at, recorded, payload
FROM log.event
WHERE stream = $1 AND version > $2 AND position <= $3
ORDER BY version
