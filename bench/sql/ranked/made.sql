-- One row: what a stage was made from, and when. `ready` turns true behind the last step, so that an interrupted one is made anew;
-- `written` once clients have written to it: the counters of plain SQL are behind then.
CREATE TABLE {tables}.made (
    recipe text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    ready boolean NOT NULL DEFAULT false,
    written boolean NOT NULL DEFAULT false
);
