-- Takes every window of the feed away.
SELECT count({feed}.cool(w.viewer))
FROM {data}.viewer_window AS w
