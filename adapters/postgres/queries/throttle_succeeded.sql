SELECT throttle.take_back($1)
