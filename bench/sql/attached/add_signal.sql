-- $1 signal, which is also the name of its table. Its weight is the one known for it.
SELECT feed.add_signal('{feed}', $1::text::name, ('{tables}.' || $1)::regclass)
