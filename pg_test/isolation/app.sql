-- The app of the isolation specs, its feed made anew for every permutation, and the two questions that each of them ends
-- with. Everything is asked of all viewers at once.

CREATE TABLE viewers (id bigint PRIMARY KEY);
INSERT INTO viewers VALUES (1), (2), (3), (4), (9);

CREATE TABLE posts (
    id         bigint PRIMARY KEY,
    author_id  bigint NOT NULL,
    created_at timestamptz NOT NULL,
    group_id   bigint,
    status     text NOT NULL DEFAULT 'published'
);
CREATE TABLE follows (
    follower_id bigint,
    followee_id bigint,
    PRIMARY KEY (follower_id, followee_id)
);
CREATE TABLE memberships (
    user_id  bigint,
    group_id bigint,
    PRIMARY KEY (user_id, group_id)
);
CREATE TABLE blocks (
    blocker_id bigint,
    blocked_id bigint,
    PRIMARY KEY (blocker_id, blocked_id)
);

CREATE TABLE likes (
    post_id    bigint,
    user_id    bigint,
    created_at timestamptz NOT NULL DEFAULT '2025-06-03 00:00+00'
);

-- The viewers 1 and 2 follow the authors 5 and 6, 3 follows 6 alone, 4 is in group 10, 9 has nothing. The author 7 is followed by
-- nobody, and 5 has blocked 2. The viewers 1, 3 and 4 are warm, nothing is pending, and windows hold 4 posts.
CREATE PROCEDURE start ()
LANGUAGE plpgsql
AS $$
BEGIN
    IF to_regnamespace('home') IS NOT NULL THEN
        PERFORM feed.drop('home');
    END IF;
    TRUNCATE posts, follows, memberships, blocks, likes;
    INSERT INTO follows VALUES (1, 5), (1, 6), (2, 5), (2, 6), (3, 6);
    INSERT INTO memberships VALUES (4, 10);
    INSERT INTO blocks VALUES (5, 2);
    INSERT INTO posts (id, author_id, created_at, group_id)
    SELECT i,
           5 + i % 3,
           timestamptz '2025-06-01 00:00+00' + i * interval '1 hour',
           CASE WHEN i % 4 = 0 THEN 10 END
    FROM generate_series(1, 24) AS i;
    PERFORM feed.create('home', 'posts', 'follows', post_group => 'group_id', post_visible => $c$status = 'published'$c$);
    PERFORM feed.add_groups('home', 'memberships');
    PERFORM feed.add_exclusion('home', 'blocks', both_ways => true);
    PERFORM feed.configure('home', '{"window.size": 4}');
    COMMIT;
    PERFORM home.warm(1), home.warm(3), home.warm(4);
    COMMIT;
    CALL feed.run_maintenance('home');
END
$$;

-- The same with likes, counted and scored, or not yet; the posts 19, 21 and 22 have some.
CREATE PROCEDURE start_counted (counted boolean DEFAULT true)
LANGUAGE plpgsql
AS $$
BEGIN
    CALL start();
    INSERT INTO likes (post_id, user_id) VALUES (19, 1), (21, 1), (21, 2), (22, 1), (22, 2), (22, 3);
    PERFORM feed.configure('home', '{"trending.max_age": "1000000 hours", "engagement.keep": "1000000 hours"}');
    PERFORM feed.add_signal('home', 'likes', 'likes');
    COMMIT;
    IF counted THEN
        CALL feed.run_maintenance('home');
    END IF;
END
$$;

-- The reference query: own posts, posts of followees (in a group only to its members), posts in one's groups.
CREATE VIEW reference AS
SELECT v.id AS viewer, p.id AS post_id, p.author_id, p.created_at, why.reasons
FROM viewers AS v
CROSS JOIN posts AS p
CROSS JOIN LATERAL (
    SELECT (p.author_id IN (SELECT f.followee_id FROM follows AS f WHERE f.follower_id = v.id)) AS followed,
           (p.group_id IN (SELECT m.group_id FROM memberships AS m WHERE m.user_id = v.id)) IS TRUE AS member
) AS related
CROSS JOIN LATERAL (
    SELECT array_remove(
        ARRAY[
            CASE WHEN p.author_id = v.id AND own.shown THEN 'own' END,
            CASE WHEN related.followed AND (p.group_id IS NULL OR related.member OR own.everyone) THEN 'follow' END,
            CASE WHEN related.member THEN 'group' END
        ],
        NULL
    ) AS reasons
    FROM (
        SELECT bool_or(s.setting = 'timeline.own' AND s.value = 'true') AS shown,
               bool_or(s.setting = 'timeline.group_posts' AND s.value = '"everyone"') AS everyone
        FROM feed.settings('home') AS s
    ) AS own
) AS why
WHERE p.status = 'published'
AND p.created_at <= now()
AND cardinality(why.reasons) > 0
AND NOT EXISTS (
    SELECT
    FROM blocks AS b
    WHERE (b.blocker_id, b.blocked_id) IN ((v.id, p.author_id), (p.author_id, v.id))
);

-- Each timeline against the reference, EXCEPT ALL both ways, in the snapshot of the calling statement.
SET check_function_bodies = off;
CREATE FUNCTION differences ()
RETURNS TABLE (difference text, viewer bigint, post_id bigint)
LANGUAGE sql STABLE
AS $$
    WITH want AS MATERIALIZED (
        SELECT r.viewer,
               row_number() OVER (PARTITION BY r.viewer ORDER BY r.created_at DESC, r.post_id DESC)::int AS rank,
               r.post_id, r.author_id, r.created_at, r.reasons
        FROM reference AS r
    ),
    got AS MATERIALIZED (
        SELECT v.id AS viewer, t.rank, t.post_id, t.author_id, t.created_at, t.reasons
        FROM viewers AS v
        CROSS JOIN LATERAL home.timeline_for(v.id, 1000) AS t
    )
    SELECT 'missing', m.viewer, m.post_id FROM (TABLE want EXCEPT ALL TABLE got) AS m
    UNION ALL
    SELECT 'extra', e.viewer, e.post_id FROM (TABLE got EXCEPT ALL TABLE want) AS e
    ORDER BY 2, 3, 1
$$;

-- Likes by post as the views and the ranking have them against a plain count, and `trending` against all public posts, likewise.
CREATE FUNCTION miscounts ()
RETURNS TABLE (difference text, post_id bigint, likes bigint)
LANGUAGE sql STABLE
AS $$
    WITH want AS MATERIALIZED (
        SELECT p.id AS post_id, count(l.post_id) AS likes, p.status = 'published' AND p.group_id IS NULL AS public
        FROM posts AS p
        LEFT JOIN likes AS l ON l.post_id = p.id
        GROUP BY p.id
    ),
    stats AS MATERIALIZED (SELECT s.* FROM home.post_stats AS s),
    ranked AS MATERIALIZED (SELECT t.* FROM home.trending AS t),
    wrong AS (
        (SELECT 'counted', w.post_id, w.likes FROM want AS w EXCEPT ALL SELECT 'counted', s.post_id, s.likes FROM stats AS s)
        UNION ALL
        (SELECT 'not counted', s.post_id, s.likes FROM stats AS s EXCEPT ALL SELECT 'not counted', w.post_id, w.likes FROM want AS w)
        UNION ALL
        (
            SELECT 'by the hour', w.post_id, w.likes FROM want AS w WHERE w.likes > 0
            EXCEPT ALL
            SELECT 'by the hour', h.post_id, sum(h.likes)::bigint FROM home.engagement_hourly AS h GROUP BY h.post_id
        )
        UNION ALL
        (SELECT 'ranked', w.post_id, w.likes FROM want AS w WHERE w.public EXCEPT ALL SELECT 'ranked', t.post_id, t.likes FROM ranked AS t)
        UNION ALL
        (SELECT 'not ranked', t.post_id, t.likes FROM ranked AS t EXCEPT ALL SELECT 'not ranked', w.post_id, w.likes FROM want AS w WHERE w.public)
        UNION ALL
        -- To what rounding leaves: one sums what is kept and what is pending, the other may have it summed.
        SELECT 'hot', t.post_id, t.likes
        FROM ranked AS t
        JOIN stats AS s USING (post_id)
        WHERE abs(t.hot - s.hot) > 1e-9 OR abs(t.engagement - s.engagement) > 1e-9
    )
    SELECT w.what, w.post_id, w.likes FROM wrong AS w (what, post_id, likes) ORDER BY 1, 2, 3
$$;

-- What is wrong at the end of a permutation: with pending rows as they are, applied, and with every viewer warm.
CREATE FUNCTION wrong_at_the_end ()
RETURNS TABLE (phase text, what text, viewer bigint, post_id bigint)
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    RETURN QUERY SELECT 'as it is', d.* FROM differences() AS d;
    RETURN QUERY SELECT 'as it is', c.object || ' ' || c.detail, NULL::bigint, NULL::bigint FROM feed.check('home') AS c;
    FOR calls IN 1..1000 LOOP
        EXIT WHEN feed.maintain('home') = 0;
    END LOOP;
    RETURN QUERY SELECT 'applied', s.pending || ' pending', NULL::bigint, NULL::bigint FROM feed.status AS s WHERE s.pending > 0;
    RETURN QUERY SELECT 'applied', 'no window', w.id, NULL::bigint FROM viewers AS w
        WHERE w.id IN (1, 3, 4) AND w.id::text NOT IN (SELECT k.viewer::text FROM home_data.viewer_window AS k);
    RETURN QUERY SELECT 'applied', d.* FROM differences() AS d;
    RETURN QUERY SELECT 'applied', c.object || ' ' || c.detail, NULL::bigint, NULL::bigint FROM feed.check('home') AS c;
    PERFORM home.warm(v.id) FROM viewers AS v;
    RETURN QUERY SELECT 'all warm', d.* FROM differences() AS d;
    RETURN QUERY SELECT 'all warm', c.object || ' ' || c.detail, NULL::bigint, NULL::bigint FROM feed.check('home') AS c;
END
$$;

-- The same where likes are counted.
CREATE FUNCTION wrong_counts_at_the_end ()
RETURNS TABLE (phase text, what text, viewer bigint, post_id bigint)
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    RETURN QUERY SELECT 'as it is', m.difference, m.likes, m.post_id FROM miscounts() AS m;
    RETURN QUERY SELECT w.* FROM wrong_at_the_end() AS w;
    RETURN QUERY SELECT 'applied', m.difference, m.likes, m.post_id FROM miscounts() AS m;
    RETURN QUERY SELECT 'applied', 'repaired', r.corrected, NULL::bigint FROM feed.repair('home') AS r (corrected) WHERE r.corrected > 0;
END
$$;

-- The SQLSTATE with which a statement is refused; 00000 if it is not.
CREATE FUNCTION state_of (statement text)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    EXECUTE statement;
    RETURN '00000';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE;
END
$$;
