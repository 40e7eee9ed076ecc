-- The hour that a network is made in: all that happened there happened before it.
SELECT date_trunc('hour', now(), 'UTC')
