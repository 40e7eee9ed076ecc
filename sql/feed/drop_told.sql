-- Makes room for keys of other types.
DROP TABLE IF EXISTS {data}.{table};
