-- Whoever could call a function before its key types changed still can.
GRANT EXECUTE ON FUNCTION {function} TO {role};
