SELECT position, payload FROM log.event WHERE kind = 'order' AND type = 'PayloadsBlanked'
