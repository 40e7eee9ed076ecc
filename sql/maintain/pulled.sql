-- Authors, then groups, that windows leave out.
SELECT u.author_id, NULL
FROM {data}.pulled_author AS u
UNION ALL
SELECT NULL, u.group_key
FROM {data}.pulled_group AS u
