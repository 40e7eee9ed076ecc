-- Makes room for storage of other key types. The function goes on: triggers hang on it.
DROP TABLE IF EXISTS
    {data}.entry,
    {data}.viewer_window,
    {data}.pending,
    {data}.pulled_author,
    {data}.pulled_group,
    {data}.maintenance,
    {data}.pending_signal,
    {data}.bucket,
    {data}.past,
    {data}.counted,
    {data}.stats,
    {data}.lowered,
    {data}.counter_due,
    {data}.counting,
    {data}.account,
    {data}.followees,
    {data}.packing;
