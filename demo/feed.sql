-- The feed of the app: what a post is, who follows whom, who is in which group, who has blocked whom.

SELECT feed.create(
    'home',
    posts        => 'posts',
    follows      => 'follows',
    post_visible => $$status = 'published'$$,
    post_group   => 'group_id',
    post_parent  => 'reply_to_id'
);
SELECT feed.add_accounts('home', 'users', visible => 'NOT suspended');
SELECT feed.add_groups('home', 'memberships', active => $$status = 'active'$$);
SELECT feed.add_exclusion('home', 'blocks', both_ways => true);
