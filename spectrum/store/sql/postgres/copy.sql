-- name: copy_at_leisure
-- Copying whole tables may take longer than any page would wait.
SET LOCAL statement_timeout = 0;
SET LOCAL idle_in_transaction_session_timeout = 0;

-- name: copied_board
-- Which board the next statement is about: it cannot have parameters.
SELECT set_config('spectrum.board', COALESCE($1::text, ''), true);

-- name: copy_table_out
-- The rows of a table as CSV, of one board or of all: an empty text is quoted, and null is nothing.
COPY (
    SELECT {columns} FROM {table}
    WHERE current_setting('spectrum.board') = '' OR board_id = current_setting('spectrum.board')
) TO STDOUT (FORMAT csv);

-- name: copy_table_in
-- The rows of such a file.
COPY {table} ({columns}) FROM STDIN (FORMAT csv);

-- name: analyze_table
-- Count anew how a table looks, for the plans by which it is read.
ANALYZE {table};
