-- Formulas that need no feed. Everyone may call them: they read nothing but their arguments.
-- COST as measured, against a plain operator on float8.

CREATE FUNCTION feed.gravity(
    engagement float8,
    age interval,
    exponent float8 DEFAULT 1.5,
    offset_hours float8 DEFAULT 2
)
RETURNS float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
COST 10
AS 'MODULE_PATHNAME', 'gravity_wrapper';

COMMENT ON FUNCTION feed.gravity(float8, interval, float8, float8)
IS 'engagement / (age in hours + offset_hours) ^ exponent';

CREATE FUNCTION feed.hot(
    engagement float8,
    at timestamptz,
    half_life interval DEFAULT '12 hours'
)
RETURNS float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
COST 10
AS 'MODULE_PATHNAME', 'hot_wrapper';

COMMENT ON FUNCTION feed.hot(float8, timestamptz, interval)
IS 'decayed engagement as a sort key whose order never changes: log2(engagement) + half-lives from 2020-01-01 UTC to at';

CREATE FUNCTION feed.decayed_value(
    hot float8,
    as_of timestamptz,
    half_life interval DEFAULT '12 hours'
)
RETURNS float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
COST 10
AS 'MODULE_PATHNAME', 'decayed_value_wrapper';

COMMENT ON FUNCTION feed.decayed_value(float8, timestamptz, interval)
IS 'what a sort key made by feed.hot is worth at a time, in units of engagement';

CREATE FUNCTION feed.reddit_hot(
    ups bigint,
    downs bigint,
    at timestamptz
)
RETURNS float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
COST 10
AS 'MODULE_PATHNAME', 'reddit_hot_wrapper';

COMMENT ON FUNCTION feed.reddit_hot(bigint, bigint, timestamptz)
IS 'Reddit''s hot: ten times the net votes weigh as much as 12.5 hours';

CREATE FUNCTION feed.hacker_news(
    points bigint,
    age interval
)
RETURNS float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
COST 10
AS 'MODULE_PATHNAME', 'hacker_news_wrapper';

COMMENT ON FUNCTION feed.hacker_news(bigint, interval)
IS 'Hacker News: (points - 1) ^ 0.8 / (age in hours + 2) ^ 1.8';

CREATE FUNCTION feed.wilson_lower_bound(
    positive bigint,
    total bigint,
    confidence float8 DEFAULT 0.95
)
RETURNS float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
COST 10
AS 'MODULE_PATHNAME', 'wilson_lower_bound_wrapper';

COMMENT ON FUNCTION feed.wilson_lower_bound(bigint, bigint, float8)
IS 'lower end of Wilson''s two-sided interval for the share of positive among total';

CREATE FUNCTION feed.bayesian_average(
    total float8,
    n bigint,
    prior_mean float8,
    prior_weight float8
)
RETURNS float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
COST 10
AS 'MODULE_PATHNAME', 'bayesian_average_wrapper';

COMMENT ON FUNCTION feed.bayesian_average(float8, bigint, float8, float8)
IS 'mean of n ratings that sum up to total, together with prior_weight imagined ones of prior_mean';

CREATE FUNCTION feed.reciprocal_rank(
    rank bigint,
    k float8 DEFAULT 60
)
RETURNS float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
COST 10
AS 'MODULE_PATHNAME', 'reciprocal_rank_wrapper';

COMMENT ON FUNCTION feed.reciprocal_rank(bigint, float8)
IS '1 / (k + rank), to sum over lists: reciprocal rank fusion';

-- Not STRICT: a row with a NULL is skipped, and the first row finds no state. With a starting state instead,
-- no rows would give -Infinity, not NULL.
CREATE FUNCTION feed.hot_sum_add(
    state bytea,
    weight float8,
    at timestamptz,
    half_life interval
)
RETURNS bytea
LANGUAGE c IMMUTABLE PARALLEL SAFE
COST 30
AS 'MODULE_PATHNAME', 'hot_sum_add_wrapper';

CREATE FUNCTION feed.hot_sum_merge(
    one bytea,
    other bytea
)
RETURNS bytea
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
COST 30
AS 'MODULE_PATHNAME', 'hot_sum_merge_wrapper';

CREATE FUNCTION feed.hot_sum_result(
    state bytea
)
RETURNS float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
COST 10
AS 'MODULE_PATHNAME', 'hot_sum_result_wrapper';

COMMENT ON FUNCTION feed.hot_sum_add(bytea, float8, timestamptz, interval)
IS 'internal: adds a row to feed.hot_sum';
COMMENT ON FUNCTION feed.hot_sum_merge(bytea, bytea)
IS 'internal: joins two partial sums of feed.hot_sum';
COMMENT ON FUNCTION feed.hot_sum_result(bytea)
IS 'internal: the result of feed.hot_sum';

-- An aggregate calls its parts with its owner's rights; by themselves they are of no use to anyone.
REVOKE EXECUTE ON FUNCTION feed.hot_sum_add(bytea, float8, timestamptz, interval) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION feed.hot_sum_merge(bytea, bytea) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION feed.hot_sum_result(bytea) FROM PUBLIC;

CREATE AGGREGATE feed.hot_sum(
    weight float8,
    at timestamptz,
    half_life interval
) (
    SFUNC = feed.hot_sum_add,
    STYPE = bytea,
    COMBINEFUNC = feed.hot_sum_merge,
    FINALFUNC = feed.hot_sum_result,
    PARALLEL = SAFE
);

COMMENT ON AGGREGATE feed.hot_sum(float8, timestamptz, interval)
IS 'feed.hot of a whole: log2 of the sum of 2 ^ feed.hot over the rows';
