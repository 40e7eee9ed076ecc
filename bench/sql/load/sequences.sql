-- The numbers of what is written.
CREATE SEQUENCE {tables}.post_ids;
SELECT setval('{tables}.post_ids', (SELECT max(id) FROM {tables}.posts));
CREATE SEQUENCE {tables}.comment_ids;
SELECT setval('{tables}.comment_ids', (SELECT coalesce(max(id), 1) FROM {tables}.comments));
