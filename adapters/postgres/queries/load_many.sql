-- A row a stream, its events in arrays: taking a row apart for every event costs more. All events of a stream have its
-- kind, and all of the log one municipality.
SELECT stream, min(kind) AS kind, min(municipality) AS municipality,
    array_agg(position ORDER BY version) AS positions,
    array_agg(version ORDER BY version) AS versions,
    array_agg(id ORDER BY version) AS ids,
    array_agg(type ORDER BY version) AS types,
    array_agg(schema_version ORDER BY version) AS schema_versions,
    array_agg(command_id ORDER BY version) AS command_ids,
    array_agg(causation ORDER BY version) AS causations,
    array_agg(actor ORDER BY version) AS actors,
    array_agg(occurred_on ORDER BY version) AS occurred_on,
    array_agg(occurred_at ORDER BY version) AS occurred_at,
    array_agg(recorded ORDER BY version) AS recorded,
    array_agg(payload ORDER BY version) AS payloads
FROM log.event
WHERE stream = ANY($1) AND position <= $2
GROUP BY stream
ORDER BY stream
