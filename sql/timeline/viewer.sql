-- Who the viewer of this session is, by setting security.viewer; run as the caller.
SELECT CAST({viewer} AS {user})
