-- $1 feed, $2 whether the viewer's own posts are part of the timeline.
SELECT feed.configure($1::text::name, jsonb_build_object('timeline.own', $2::boolean))
