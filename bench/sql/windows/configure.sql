-- $1 feed, $2 whether the viewer's own posts are part of the timeline, $3 the most followers of an author who is copied.
SELECT feed.configure(
    $1::text::name,
    jsonb_build_object('timeline.own', $2::boolean, 'fanout.max_followers', $3::bigint)
)
