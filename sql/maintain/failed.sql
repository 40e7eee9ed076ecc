UPDATE {data}.maintenance AS m
SET last_error = $1
