-- Windows built from now on hold the author or group $1; those that leave it out go on doing so.
DELETE FROM {data}.{pulled} AS u
WHERE u.{key} = $1
