-- $1 feed
SELECT feed.add_embedding($1::text::name, 'embedding')
