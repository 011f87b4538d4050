-- name: set_up_scratch
-- What a scratch database has where the board lies in another database: the board's tools and
-- rounds as they are now, the rows that its log has already, and how a text is
-- written into a line of tab-separated fields.
CREATE OR REPLACE TEMP TABLE tools (board_id text, tool_id text);
CREATE OR REPLACE TEMP TABLE rounds (board_id text, round_id text);
CREATE OR REPLACE TEMP MACRO as_field(value) AS COALESCE(
    replace(replace(replace(replace(value::text, '\', '\\'), chr(9), '\t'), chr(10), '\n'), chr(13), '\r'), '\N'
);

-- name: clear_scratch
-- The tools and rounds as they were.
DELETE FROM tools;
DELETE FROM rounds;

-- name: show_tools
-- The board's tools.
INSERT INTO tools SELECT $1::text, unnest($2::text[]);

-- name: show_rounds
-- The board's rounds.
INSERT INTO rounds SELECT $1::text, unnest($2::text[]);

-- name: show_known
-- The rows that the log has already: all of one vote ($2), or its id only.
CREATE TEMP TABLE known AS
SELECT unnest($1::bigint[]) AS row_number, unnest($2::boolean[]) AS is_same;

-- name: mark_nul
-- Texts with the character NUL, which PostgreSQL cannot keep.
UPDATE checked
SET problem = CASE
    WHEN contains(tool_id, chr(0)) THEN 'tool_id'
    WHEN contains(voter_id, chr(0)) THEN 'voter_id'
    WHEN contains(tool_name, chr(0)) THEN 'tool_name'
    ELSE 'round'
END || '|it holds the character NUL'
WHERE
    problem IS NULL
    AND contains(concat(tool_id, voter_id, tool_name, round, round_id), chr(0));

-- name: id_lines
-- The usable rows by which they are known again, as lines.
SELECT concat_ws(chr(9), row_number, vote_id, as_field(tool_id), as_field(voter_id))
FROM checked
WHERE problem IS NULL;

-- name: vote_lines
-- The new rows as lines, in the order of the log and numbered so: by seq, then
-- time, those without one first.
SELECT
    concat_ws(
        chr(9),
        row_number() OVER (ORDER BY fresh.seq NULLS FIRST, fresh.cast_at NULLS FIRST, fresh.row_number),
        fresh.vote_id, as_field(COALESCE(fresh.round_id, named.round_id, $1::text)),
        as_field(fresh.tool_id), as_field(fresh.voter_id), fresh.kind,
        as_field(fresh.x), as_field(fresh.y), as_field(fresh.shown_x), as_field(fresh.shown_y),
        as_field(fresh.cast_at), fresh.superseded
    )
FROM checked AS fresh
LEFT JOIN (
    SELECT unnest($2::text[]) AS name, unnest($3::text[]) AS round_id
) AS named ON named.name = fresh.round
WHERE fresh.problem IS NULL AND fresh.row_number NOT IN (SELECT row_number FROM known)
ORDER BY fresh.seq NULLS FIRST, fresh.cast_at NULLS FIRST, fresh.row_number;

-- name: places_now
-- The place in the log, as numbered above, of the last row up to each seq of the file ($1).
SELECT wanted.at_seq, max(placed.place)
FROM (SELECT unnest($1::bigint[]) AS at_seq) AS wanted
INNER JOIN (
    SELECT seq, row_number() OVER (ORDER BY seq NULLS FIRST, cast_at NULLS FIRST, row_number) AS place
    FROM checked
    WHERE problem IS NULL
) AS placed ON placed.seq <= wanted.at_seq
GROUP BY wanted.at_seq;
