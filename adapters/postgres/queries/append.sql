SELECT result, command_id, position, streams, versions, stream, expected, actual
FROM log.append($1::log.new_command[])
