-- Numbers the accounts $1, in this order.
WITH first AS (
    SELECT p.accounts
    FROM {data}.packing AS p
), numbered AS (
    INSERT INTO {data}.account (number, account)
    SELECT first.accounts + a.place - 1, a.account
    FROM unnest($1) WITH ORDINALITY AS a (account, place)
    CROSS JOIN first
    RETURNING account, number
), counted AS (
    UPDATE {data}.packing AS p
    SET accounts = p.accounts + cardinality($1)
)
SELECT n.account, n.number
FROM numbered AS n
