-- How chance and language work in this demo: everything is drawn by hashing ids, so each run makes
-- the same people and the same words. All of it is temporary and gone when the session ends.

-- A number in [0, 1) that depends on its arguments only.
CREATE FUNCTION pg_temp.chance(purpose text, key bigint)
RETURNS float8
LANGUAGE sql IMMUTABLE
RETURN (hashtextextended(purpose, key) & 9007199254740991) / 9007199254740992.0::float8;

-- A whole number in 0 .. size - 1 that depends on its arguments only.
CREATE FUNCTION pg_temp.pick(purpose text, key bigint, size bigint)
RETURNS bigint
LANGUAGE sql IMMUTABLE
RETURN (hashtextextended(purpose, key) & 9007199254740991) % size;

-- A list of words that a sentence can draw from, numbered from 0.
CREATE TEMP TABLE word (
    slot text,
    n    bigint,
    word text,
    PRIMARY KEY (slot, n)
);

-- What people say. Kind: '+' glad, '-' sorry, '=' neither, '?' a question, '>' an answer to one.
CREATE TEMP TABLE phrase (
    id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic text,
    kind  text,
    line  text
);

-- Learns a topic from text. A line `name: one | two` is a list of words; a line that begins with a
-- kind is a sentence. In a sentence {name} draws a word for the post, {+name} another one from the
-- same list, {@name} one that stays the same for the person, and {~name} one that a whole city
-- shares on that day.
CREATE PROCEDURE pg_temp.learn(topic text, lesson text)
LANGUAGE sql
BEGIN ATOMIC
    INSERT INTO word (slot, n, word)
    SELECT split_part(line, ':', 1),
           entry.place - 1,
           trim(entry.word)
    FROM string_to_table(lesson, E'\n') AS line,
         string_to_table(substr(line, strpos(line, ':') + 1), '|') WITH ORDINALITY AS entry (word, place)
    WHERE line ~ '^[a-z_.]+:';

    INSERT INTO phrase (topic, kind, line)
    SELECT learn.topic,
           left(line, 1),
           substr(line, 3)
    FROM string_to_table(lesson, E'\n') WITH ORDINALITY AS numbered (line, place)
    WHERE line ~ '^[-+=?>] '
    ORDER BY place;
END;

\ir topics/everyday.sql
\ir topics/voices.sql
\ir topics/baking.sql
\ir topics/birds.sql
\ir topics/books.sql
\ir topics/code.sql
\ir topics/cooking.sql
\ir topics/cycling.sql
\ir topics/film.sql
\ir topics/games.sql
\ir topics/gardening.sql
\ir topics/knitting.sql
\ir topics/languages.sql
\ir topics/music.sql
\ir topics/photography.sql
\ir topics/running.sql
\ir topics/stars.sql
\ir topics/swimming.sql
\ir topics/tea.sql
\ir topics/trains.sql
