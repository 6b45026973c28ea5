SELECT result, command_id, position, streams, versions, stream, expected, actual
FROM log.blank($1, $2::log.new_command)
