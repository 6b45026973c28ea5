SELECT command_id, content, position, streams, versions FROM log.command WHERE command_id = ANY($1)
