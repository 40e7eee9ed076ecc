-- $1 feed: the viewer's own posts are no part of the timeline.
SELECT feed.configure($1::text::name, '{"timeline.own": false}')
