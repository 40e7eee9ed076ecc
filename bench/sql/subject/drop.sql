-- $1 feed
SELECT feed.drop($1::text::name)
