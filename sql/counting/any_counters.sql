-- Whether counters have to be looked at.
SELECT EXISTS (SELECT FROM {data}.counter_due AS d WHERE d.error IS NULL)
