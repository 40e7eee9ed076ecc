-- How many things there are of which a share of the storage is.
SELECT (SELECT count(*) FROM {data}.entry) AS entries,
       (SELECT count(*) FROM {data}.stats) AS posts,
       (SELECT count(*) FROM {tables}.follows) AS follows,
       (SELECT count(*) FROM {tables}.likes) AS likes
