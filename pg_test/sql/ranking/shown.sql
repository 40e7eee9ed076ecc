-- Posts under rules 1, 2 and 5, with the reasons of rule 4 and what else the candidate sets ask of a post.
followee AS ({followee}),
member AS ({member}),
muted AS ({muted}),
post AS ({post}),
reasoned AS ({reasoned}),
shown AS MATERIALIZED (
  SELECT post_id,
         post_id::text COLLATE "C" AS post_key,
         author_id,
         author_key,
         created_at,
         reasons,
         is_public,
         (author_key = {viewer}) IS TRUE AS mine,
         (group_key IN (TABLE member)) IS TRUE AS in_group,
         -- Rule 3, for the viewer and for anybody.
         {to_viewer} AS to_viewer,
         {to_all} AS to_all
  FROM reasoned
  WHERE (author_key IN (TABLE muted)) IS NOT TRUE),
marked_seen AS (
  {marked})
