-- $1 schema: whether it has a stage.
SELECT to_regclass(quote_ident($1) || '.made') IS NOT NULL AS there
