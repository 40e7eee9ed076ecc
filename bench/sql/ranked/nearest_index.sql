-- The approximate index that both sides search by.
CREATE INDEX ON {tables}.posts USING hnsw (embedding vector_cosine_ops)
