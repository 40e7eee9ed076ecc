-- One row: what a stage was made from, and when. `ready` turns true behind the last step, so that an interrupted one is made anew.
CREATE TABLE {tables}.made (
    recipe text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    ready boolean NOT NULL DEFAULT false
);
