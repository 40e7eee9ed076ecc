-- This session's process, and whether it may be on this machine: no address means that it was reached by a unix socket.
SELECT pg_backend_pid() AS process, inet_server_addr() IS NULL AS near
