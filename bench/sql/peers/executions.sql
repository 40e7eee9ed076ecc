-- $1 text of a prepared statement of this session: how often it ran under which plan.
SELECT custom_plans, generic_plans
FROM pg_catalog.pg_prepared_statements
WHERE statement = $1
ORDER BY prepare_time DESC
LIMIT 1
