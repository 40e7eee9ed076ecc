-- Signals of which it is pending that they are counted anew.
SELECT DISTINCT p.signal
FROM {data}.pending_signal AS p
WHERE p.recount
