-- What the posts say: picks a sentence for each, fills its slots, and says it in the person's voice.

-- What somebody may say: of a topic, in answer to a question of a topic, or in reply to a mood.
-- A sentence with words to fill in seldom sounds twice the same, so it comes twice as often.
CREATE TEMP TABLE repertoire AS
SELECT CASE kind WHEN '>' THEN 'answer ' || topic ELSE topic END AS name,
       row_number() OVER (PARTITION BY topic, kind = '>' ORDER BY copy, pg_temp.chance('shuffle', id)) - 1 AS n,
       count(*) OVER (PARTITION BY topic, kind = '>') AS size,
       id AS phrase_id,
       kind
FROM phrase
CROSS JOIN LATERAL generate_series(1, CASE WHEN line LIKE '%{%' THEN 2 ELSE 1 END) AS copy
WHERE topic NOT LIKE 'opener.%' AND topic NOT LIKE 'closer.%' AND topic <> 'reply'
UNION ALL
SELECT topic || ' ' || kind,
       row_number() OVER (PARTITION BY topic, kind ORDER BY id) - 1,
       count(*) OVER (PARTITION BY topic, kind),
       id,
       kind
FROM phrase
WHERE topic LIKE 'opener.%' OR topic LIKE 'closer.%' OR topic = 'reply';

ANALYZE repertoire;

-- The main sentence of each post that begins a thread. Posts of a topic go through its sentences in
-- turn, whoever writes them, so that none is soon repeated where a reader sees both ...
CREATE TEMP TABLE said AS
SELECT draft.id,
       draft.seed,
       repertoire.phrase_id,
       repertoire.kind
FROM draft
JOIN (
    SELECT DISTINCT name, size
    FROM repertoire
) AS stock
  ON stock.name = draft.topic
JOIN repertoire
  ON repertoire.name = draft.topic
 AND repertoire.n = draft.nth % stock.size
WHERE draft.parent_seed IS NULL;

-- ... and of each reply, which depends on what it replies to.
INSERT INTO said (id, seed, phrase_id, kind)
SELECT draft.id,
       draft.seed,
       repertoire.phrase_id,
       'reply'
FROM draft
JOIN said AS parent ON parent.seed = draft.parent_seed
CROSS JOIN LATERAL (
    SELECT CASE
               WHEN parent.kind = '?' AND pg_temp.chance('answers', draft.seed) < 0.75
               THEN 'answer ' || draft.topic
               ELSE 'reply ' || parent.kind
           END AS name
) AS manner
JOIN (
    SELECT DISTINCT name, size
    FROM repertoire
) AS stock
  ON stock.name = manner.name
JOIN repertoire
  ON repertoire.name = manner.name
 AND repertoire.n = pg_temp.pick('reply', draft.seed, stock.size);

-- A voice puts something before or behind it now and then.
CREATE TEMP TABLE piece AS
SELECT said.id,
       2 AS place,
       said.phrase_id
FROM said
UNION ALL
SELECT said.id,
       CASE side.name WHEN 'opener' THEN 1 ELSE 3 END,
       repertoire.phrase_id
FROM said
JOIN draft ON draft.id = said.id
JOIN person ON person.id = draft.author_id
CROSS JOIN (VALUES ('opener', 0.22), ('closer', 0.30)) AS side (name, share)
JOIN (
    SELECT DISTINCT name, size
    FROM repertoire
) AS stock
  ON stock.name = side.name || '.' || person.voice || ' ' || said.kind
JOIN repertoire
  ON repertoire.name = stock.name
 AND repertoire.n = pg_temp.pick(side.name, said.seed, stock.size)
WHERE pg_temp.chance(side.name || ' at all', said.seed) < side.share;

-- Each sentence cut into plain text and slots, in order.
CREATE TEMP TABLE part AS
SELECT phrase.id AS phrase_id,
       token.place,
       CASE WHEN token.text LIKE '{%' THEN NULL ELSE token.text END AS literal,
       CASE WHEN token.text LIKE '{%' THEN ltrim(trim(token.text, '{}'), '+@~') END AS slot,
       CASE WHEN token.text LIKE '{%' THEN substr(token.text, 2, 1) END AS sigil,
       coalesce(
           lag(token.text) OVER (PARTITION BY phrase.id ORDER BY token.place) ~ '[.?!] $',
           true
       ) AS begins_sentence
FROM phrase
CROSS JOIN LATERAL (
    SELECT found[1] AS text,
           place
    FROM regexp_matches(phrase.line, '\{[^}]*\}|[^{]+', 'g') WITH ORDINALITY AS match (found, place)
) AS token;

ANALYZE said, piece, part;

-- Fill the slots and say it in the person's voice.
INSERT INTO posts (id, author_id, group_id, reply_to_id, status, body, created_at)
WITH stock AS (
    SELECT slot,
           count(*) AS size
    FROM word
    GROUP BY slot
), filled AS (
    SELECT piece.id,
           piece.place AS piece_place,
           part.place,
           part.begins_sentence,
           coalesce(
               part.literal,
               word.word,
               CASE part.slot
                   WHEN 'city' THEN person.city
                   WHEN 'day' THEN to_char(draft.local_time, 'FMDay')
                   WHEN 'name' THEN answered.given
               END
           ) AS text
    FROM piece
    JOIN part ON part.phrase_id = piece.phrase_id
    JOIN draft ON draft.id = piece.id
    JOIN person ON person.id = draft.author_id
    LEFT JOIN draft AS parent ON parent.seed = draft.parent_seed
    LEFT JOIN person AS answered ON answered.id = parent.author_id
    LEFT JOIN stock
      ON stock.slot = CASE part.slot WHEN 'when' THEN draft.daypart ELSE part.slot END
    LEFT JOIN word
      ON word.slot = stock.slot
     AND word.n = CASE part.sigil
                      WHEN '@' THEN pg_temp.pick(part.slot, draft.author_id, stock.size)
                      WHEN '~' THEN pg_temp.pick(
                          part.slot || person.city,
                          draft.local_time::date - date '2000-01-01',
                          stock.size
                      )
                      WHEN '+' THEN (pg_temp.pick(part.slot, draft.seed, stock.size) + 1) % stock.size
                      ELSE pg_temp.pick(part.slot, draft.seed, stock.size)
                  END
), sentence AS (
    SELECT id,
           piece_place,
           string_agg(
               CASE WHEN begins_sentence THEN upper(left(text, 1)) || substr(text, 2) ELSE text END,
               '' ORDER BY place
           ) AS text
    FROM filled
    GROUP BY id, piece_place
), spoken AS (
    SELECT id,
           string_agg(text, ' ' ORDER BY piece_place) AS text
    FROM sentence
    GROUP BY id
)
SELECT draft.id,
       draft.author_id,
       draft.group_id,
       parent.id,
       draft.status,
       CASE
           WHEN person.voice = 'lower'
           THEN regexp_replace(lower(spoken.text), '\.$', '')
           WHEN person.voice = 'keen' AND said.kind = '+'
           THEN regexp_replace(spoken.text, '\.$', '!')
           WHEN person.voice = 'tags' AND draft.topic <> 'everyday' AND draft.parent_seed IS NULL
           THEN spoken.text || ' #' || draft.topic
           ELSE spoken.text
       END,
       draft.created_at
FROM draft
JOIN spoken ON spoken.id = draft.id
JOIN said ON said.id = draft.id
JOIN person ON person.id = draft.author_id
LEFT JOIN draft AS parent ON parent.seed = draft.parent_seed
ORDER BY draft.id;

SELECT setval(pg_get_serial_sequence('users', 'id'), (SELECT max(id) FROM users)),
       setval(pg_get_serial_sequence('groups', 'id'), (SELECT max(id) FROM groups)),
       setval(pg_get_serial_sequence('posts', 'id'), (SELECT max(id) FROM posts));

ANALYZE posts;
