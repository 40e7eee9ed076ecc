-- $1 the number behind which people are that the network has not.
DELETE FROM {tables}.likes
WHERE user_id > $1
