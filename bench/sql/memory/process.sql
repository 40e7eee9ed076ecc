-- $1 what a program calls itself: its server process.
SELECT a.pid
FROM pg_catalog.pg_stat_activity AS a
WHERE a.application_name = $1
