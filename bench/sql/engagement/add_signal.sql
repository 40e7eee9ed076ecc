-- $1 feed, $2 signal, $3 its table. Its weight is the one known for its name.
SELECT feed.add_signal($1::text::name, $2::text::name, $3::text::regclass)
