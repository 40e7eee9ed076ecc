-- What recent posts are about. pgvector lies in the schema {vector}.
CREATE TABLE embeddings (
    post_id bigint NOT NULL,
    topic integer NOT NULL,
    embedding {vector}.vector({dimensions}) NOT NULL
) WITH (autovacuum_enabled = false);
