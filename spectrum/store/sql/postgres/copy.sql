-- name: read_at_leisure
-- Copying whole tables may take longer than any page would wait.
SET LOCAL statement_timeout = 0;
SET LOCAL idle_in_transaction_session_timeout = 0;

-- name: copy_table_out
-- A whole table as CSV: an empty text is quoted, and null is nothing.
COPY {table} ({columns}) TO STDOUT (FORMAT csv);
