-- All lists are to be packed anew, for follows of generation $1; those of former epochs are not believed any more.
UPDATE {data}.packing AS p
SET generation = $1,
    epoch = p.epoch + 1,
    done = false,
    reached = NULL
