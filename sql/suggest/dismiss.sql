-- Notes that account $2 is not to be suggested to viewer $1 any more.
INSERT INTO {data}.dismissed (viewer, account)
VALUES ($1, $2)
ON CONFLICT (viewer, account) DO NOTHING
