SELECT content, position, streams, versions FROM log.command WHERE command_id = $1
