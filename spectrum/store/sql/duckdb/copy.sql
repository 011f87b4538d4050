-- name: copy_table_in
-- A whole table from PostgreSQL's CSV.
COPY {table} ({columns}) FROM '{file}' (
    FORMAT csv, HEADER false, AUTO_DETECT false, DELIMITER ',', QUOTE '"', ESCAPE '"', NULLSTR '',
    ALLOW_QUOTED_NULLS false, MAX_LINE_SIZE 20000000
);
