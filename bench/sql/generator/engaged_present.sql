-- $1 schema: whether it has tables of engagement.
SELECT to_regclass(quote_ident($1) || '.engaged') IS NOT NULL AS there
