-- The feed of the app: what a post is, who follows whom, who is in which group, who has blocked whom, what people do with posts.

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
SELECT feed.add_signal('home', 'likes', 'likes');
SELECT feed.add_signal('home', 'replies', 'posts', post => 'reply_to_id', active => $$status = 'published'$$);
SELECT feed.add_signal('home', 'reposts', 'reposts');
SELECT feed.add_signal('home', 'bookmarks', 'bookmarks');
SELECT feed.add_signal('home', 'views', 'views');
