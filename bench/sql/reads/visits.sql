-- $1 viewers: what a client knows who comes back. The post that closed a page of 30, with its cursor, and a group that the viewer is in.
CREATE TEMPORARY TABLE visits AS
SELECT v.viewer,
       (SELECT min(m.group_id) FROM {tables}.memberships AS m WHERE m.user_id = v.viewer) AS group_id,
       last.post_id,
       last.created_at,
       last.cursor
FROM unnest($1::bigint[]) AS v (viewer),
     LATERAL (
         SELECT t.post_id, t.created_at, t.cursor
         FROM {feed}.timeline_for(v.viewer, 30) AS t
         ORDER BY t.rank DESC
         LIMIT 1
     ) AS last
