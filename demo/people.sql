-- 2,000 people: a name, a home town, two or three interests, and a voice.

-- Every person with what decides how they write and whom they meet.
-- Reach 1 is the best known person; activity 1 writes the most.
CREATE TEMP TABLE person AS
WITH given_name AS (
    SELECT culture.id AS culture,
           name
    FROM culture,
         string_to_table(culture.given, ' ') AS name
), family_name AS (
    SELECT culture.id AS culture,
           name
    FROM culture,
         string_to_table(culture.family, ' ') AS name
), full_name AS (
    SELECT given_name.name AS given,
           family_name.name AS family,
           given_name.culture,
           pg_temp.chance('name ' || given_name.name || family_name.name, 0) AS draw
    FROM given_name
    CROSS JOIN family_name
    WHERE given_name.culture = family_name.culture
       OR pg_temp.chance('mixed ' || given_name.name || family_name.name, 0) < 0.04
), numbered AS (
    SELECT row_number() OVER (ORDER BY draw) AS id,
           full_name.*
    FROM full_name
)
SELECT numbered.id,
       numbered.given,
       numbered.family,
       town.name AS city,
       town.utc_offset,
       array_remove(ARRAY[first.name, second.name, third.name], NULL) AS topics,
       (ARRAY['plain', 'plain', 'plain', 'lower', 'keen', 'warm', 'warm', 'wry', 'wry', 'curious', 'tags'])
           [1 + pg_temp.pick('voice', numbered.id, 11)] AS voice,
       row_number() OVER (ORDER BY pg_temp.chance('reach', numbered.id)) AS reach,
       row_number() OVER (
           ORDER BY pg_temp.chance('reach', numbered.id) + pg_temp.chance('activity', numbered.id)
       ) AS activity
FROM numbered
JOIN culture ON culture.id = numbered.culture
CROSS JOIN LATERAL (
    SELECT CASE
               WHEN pg_temp.chance('at home', numbered.id) < 0.75 THEN culture.hometown
               ELSE (SELECT string_agg(name, ' ' ORDER BY name) FROM town)
           END AS names
) AS place
JOIN town
  ON town.name = (string_to_array(place.names, ' '))
         [1 + pg_temp.pick('town', numbered.id, cardinality(string_to_array(place.names, ' ')))]
JOIN topic AS first
  ON first.n = pg_temp.pick('topic', numbered.id, 18)
JOIN topic AS second
  ON second.n = (first.n + 1 + pg_temp.pick('second topic', numbered.id, 8)) % 18
LEFT JOIN topic AS third
  ON third.n = (second.n + 1 + pg_temp.pick('third topic', numbered.id, 8)) % 18
 AND pg_temp.chance('third', numbered.id) < 0.6
WHERE numbered.id <= 2000;

INSERT INTO users (id, handle, display_name, bio, city, suspended, joined_at)
WITH drafted AS (
    SELECT person.*,
           translate(
               lower(given || ' ' || family),
               'Éáäéèêëíïıóöôúüćčñ',
               'eaaeeeeiiiooouuccn'
           ) AS plain_name,
           pg_temp.pick('handle', person.id, 7) AS style
    FROM person
), named AS (
    SELECT drafted.*,
           split_part(plain_name, ' ', 1) AS a,
           split_part(plain_name, ' ', 2) AS b
    FROM drafted
), handled AS (
    SELECT named.*,
           CASE style
               WHEN 0 THEN a || '_' || b
               WHEN 1 THEN a || left(b, 1)
               WHEN 2 THEN left(a, 1) || b
               WHEN 3 THEN b || '_' || a
               WHEN 4 THEN a || '_' || topic.suffix
               WHEN 5 THEN a || '.' || b
               ELSE a || '_' || left(b, 3)
           END AS wish
    FROM named
    JOIN topic ON topic.name = named.topics[1]
), taken AS (
    SELECT handled.*,
           row_number() OVER (PARTITION BY wish ORDER BY handled.id) AS nth
    FROM handled
)
SELECT taken.id,
       wish || CASE WHEN nth > 1 THEN (nth + pg_temp.pick('digits', taken.id, 9) * 10)::text ELSE '' END,
       given || ' ' || family,
       bio.text,
       city,
       pg_temp.chance('suspended', taken.id) < 0.006,
       now() - interval '2 years' * pg_temp.chance('joined', taken.id) - interval '90 days'
FROM taken
CROSS JOIN LATERAL (
    SELECT upper(left(list, 1)) || substr(list, 2) || '.' AS text
    FROM (
        SELECT string_agg(topic.in_bio, ', ' ORDER BY wanted.place) AS list
        FROM unnest(taken.topics) WITH ORDINALITY AS wanted (name, place)
        JOIN topic USING (name)
    ) AS interests
) AS bio
ORDER BY taken.id;

ANALYZE person, users;
