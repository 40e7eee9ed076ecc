-- $1 feed
SELECT feed.maintain($1::text::name)
