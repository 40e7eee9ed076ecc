-- $1 whether posts may be in groups. The indexes are those that feed.doctor asks for, and are built once all is attached.
SELECT feed.create(
    '{feed}',
    posts => '{tables}.posts',
    follows => '{tables}.follows',
    post_group => CASE WHEN $1::boolean THEN 'group_id' END,
    build_indexes => 'none'
)
