-- How far packing is.
SELECT p.generation, p.epoch, p.done, p.reached, p.accounts
FROM {data}.packing AS p
