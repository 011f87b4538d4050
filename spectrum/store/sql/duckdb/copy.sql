-- name: write_table
-- The rows of a table as CSV, of one board ($1) or of all: an empty text is quoted, and null is nothing.
COPY (
    SELECT {columns} FROM {table} WHERE $1::text IS NULL OR board_id = $1::text
) TO '{file}' (FORMAT csv, HEADER false, DELIMITER ',', QUOTE '"', ESCAPE '"', NULLSTR '');

-- name: read_table
-- The rows of such a file.
COPY {table} ({columns}) FROM '{file}' (
    FORMAT csv, HEADER false, AUTO_DETECT false, DELIMITER ',', QUOTE '"', ESCAPE '"', NULLSTR '',
    ALLOW_QUOTED_NULLS false, MAX_LINE_SIZE 20000000
);

-- name: id_of_its_own
-- The id of a vote, or a new one where an earlier vote has it.
CASE
    WHEN row_number() OVER (PARTITION BY vote_id ORDER BY seq) = 1 THEN vote_id
    ELSE md5_number(vote_id::text || seq)::uuid
END;
