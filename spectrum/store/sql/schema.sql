-- name: tables_there
-- The tables in the schema that is used: all of them, or one ($1).
SELECT table_name
FROM information_schema.tables
WHERE
    table_schema = current_schema()
    AND table_type = 'BASE TABLE'
    AND ($1::text IS NULL OR table_name = $1::text);

-- name: columns_there
-- The columns of a table ($1), in order.
SELECT column_name
FROM information_schema.columns
WHERE table_schema = current_schema() AND table_name = $1::text
ORDER BY ordinal_position;

-- name: count_rows
-- How many rows of a table belong to a board.
SELECT count(*) FROM {table} WHERE board_id = $1::text;

-- name: delete_rows
-- Take a board's rows out of a table.
DELETE FROM {table} WHERE board_id = $1::text;
