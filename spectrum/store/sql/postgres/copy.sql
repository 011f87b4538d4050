-- name: copy_table_out
-- A whole table as CSV: an empty text is quoted, and null is nothing.
COPY {table} ({columns}) TO STDOUT (FORMAT csv);
