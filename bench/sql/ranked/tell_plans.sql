-- Every statement of this session is planned at each run, and every plan is told to the client.
SET plan_cache_mode = force_custom_plan;
SET debug_print_plan = on;
SET debug_pretty_print = off;
SET client_min_messages = log;
