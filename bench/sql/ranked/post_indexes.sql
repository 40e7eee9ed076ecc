-- The indexes that an app has for timelines and profiles.
ALTER TABLE {tables}.posts ADD PRIMARY KEY (id);
CREATE INDEX ON {tables}.posts (created_at, id);
CREATE INDEX ON {tables}.posts (author_id, created_at, id);
