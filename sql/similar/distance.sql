-- Distance of $1 from itself: makes the server load pgvector's library, with which its settings come.
SELECT $1 OPERATOR({schema}.<=>) $1
