-- name: read_incoming
-- The file's rows as text, numbered in the order of the file. Lines that are no
-- rows at all go to the table of refused lines.
CREATE TEMP TABLE incoming AS
SELECT row_number() OVER () AS row_number, *
FROM read_csv(
    $1,
    columns = {{{types}}},
    header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', strict_mode = true,
    null_padding = false, store_rejects = true, rejects_table = 'refused_lines',
    rejects_scan = 'refused_scans', rejects_limit = 0
);

-- name: refused_lines
-- The lines that were no rows: at which byte each begins, counted from 1, and why.
SELECT COALESCE(line_byte_position, byte_position, 1), COALESCE(column_name, ''), error_type::text, COALESCE(csv_line, '')
FROM refused_lines
ORDER BY 1, byte_position;

-- name: check_incoming
-- The rows with their types, and what is wrong with each: 'column|reason', or null.
-- A row without a vote_id gets one from its content, so that the same file again
-- brings nothing new.
CREATE TEMP TABLE checked AS
WITH typed AS (
    SELECT
        row_number, tool_id, tool_name, voter_id, round, round_id,
        COALESCE(kind, 'place') AS kind,
        TRY_CAST(x AS float8) AS x, TRY_CAST(y AS float8) AS y,
        TRY_CAST(shown_x AS float8) AS shown_x, TRY_CAST(shown_y AS float8) AS shown_y,
        make_timestamp(epoch_us(TRY_CAST(cast_at AS timestamptz))) AS cast_at,
        TRY_CAST(vote_id AS uuid) AS vote_id, TRY_CAST(seq AS bigint) AS seq,
        TRY_CAST(superseded AS boolean) AS superseded,
        x AS x_text, y AS y_text, shown_x AS shown_x_text, shown_y AS shown_y_text,
        cast_at AS cast_at_text, vote_id AS vote_id_text, seq AS seq_text, superseded AS superseded_text
    FROM (SELECT row_number, {columns} FROM incoming) AS rows_as_text
)
SELECT
    row_number, tool_id, tool_name, voter_id, round, round_id, kind, x, y, shown_x, shown_y, cast_at, seq,
    COALESCE(superseded, false) AS superseded,
    COALESCE(
        vote_id,
        md5_number(
            concat_ws(chr(31), $1, tool_id, voter_id, kind, x, COALESCE(y, -1), cast_at, round)
        )::uuid
    ) AS vote_id,
    vote_id_text IS NULL AS id_is_derived,
    CASE
        WHEN tool_id IS NULL OR trim(tool_id) = '' THEN 'tool_id|it is empty'
        WHEN length(tool_id) > 200 THEN 'tool_id|it is longer than 200 characters'
        WHEN length(tool_name) > 200 THEN 'tool_name|it is longer than 200 characters'
        WHEN voter_id IS NULL OR trim(voter_id) = '' THEN 'voter_id|it is empty'
        WHEN length(voter_id) > 200 THEN 'voter_id|it is longer than 200 characters'
        WHEN kind NOT IN ('place', 'unsure', 'unknown_tool', 'withdraw')
            THEN 'kind|''' || left(kind, 40) || ''' is not one of place, unsure, unknown_tool, withdraw'
        WHEN kind <> 'place' AND (x_text IS NOT NULL OR y_text IS NOT NULL)
            THEN 'x|a vote of kind ''' || kind || ''' has no position'
        WHEN kind = 'place' AND x_text IS NULL THEN 'x|it is empty, but must be a number from 0 to 100'
        WHEN kind = 'place' AND (x IS NULL OR x NOT BETWEEN 0 AND 100)
            THEN 'x|''' || left(x_text, 40) || ''' is not a number from 0 to 100'
        WHEN y_text IS NOT NULL AND (y IS NULL OR y NOT BETWEEN 0 AND 100)
            THEN 'y|''' || left(y_text, 40) || ''' is not a number from 0 to 100'
        WHEN shown_x_text IS NOT NULL AND (shown_x IS NULL OR shown_x NOT BETWEEN 0 AND 100)
            THEN 'shown_x|''' || left(shown_x_text, 40) || ''' is not a number from 0 to 100'
        WHEN shown_y_text IS NOT NULL AND (shown_y IS NULL OR shown_y NOT BETWEEN 0 AND 100)
            THEN 'shown_y|''' || left(shown_y_text, 40) || ''' is not a number from 0 to 100'
        WHEN
            cast_at_text IS NOT NULL
            AND (cast_at IS NULL OR cast_at NOT BETWEEN '1970-01-01'::timestamp AND '9999-12-31'::timestamp)
            THEN 'cast_at|''' || left(cast_at_text, 40) || ''' is not a time like 2026-08-18T12:30:00Z'
        WHEN vote_id_text IS NOT NULL AND vote_id IS NULL
            THEN 'vote_id|''' || left(vote_id_text, 40) || ''' is not a UUID'
        WHEN seq_text IS NOT NULL AND seq IS NULL
            THEN 'seq|''' || left(seq_text, 40) || ''' is not a whole number'
        WHEN superseded_text IS NOT NULL AND superseded IS NULL
            THEN 'superseded|''' || left(superseded_text, 40) || ''' is neither true nor false'
    END AS problem
FROM typed;

-- name: number_repeats
-- Rows of the same content are votes of their own: number their ids.
UPDATE checked
SET vote_id = md5_number(checked.vote_id::text || repeats.occurrence)::uuid
FROM (
    SELECT row_number, row_number() OVER (PARTITION BY vote_id ORDER BY row_number) AS occurrence
    FROM checked
    WHERE id_is_derived AND problem IS NULL
) AS repeats
WHERE repeats.row_number = checked.row_number AND repeats.occurrence > 1;

-- name: has_repeats
-- Whether any id stands twice.
SELECT count(*) > count(DISTINCT vote_id) FROM checked WHERE problem IS NULL;

-- name: mark_repeated_ids
-- An id that the file gives twice is usable the first time only.
UPDATE checked
SET problem = 'vote_id|''' || checked.vote_id || ''' stands twice in this file'
FROM (
    SELECT row_number, row_number() OVER (PARTITION BY vote_id ORDER BY row_number) AS occurrence
    FROM checked
    WHERE NOT id_is_derived AND problem IS NULL
) AS repeats
WHERE repeats.row_number = checked.row_number AND repeats.occurrence > 1;

-- name: known_votes
-- The rows whose ids are in the log already.
CREATE TEMP TABLE known AS
SELECT checked.row_number, votes.voter_id = checked.voter_id AND votes.tool_id = checked.tool_id AS is_same
FROM votes
INNER JOIN checked ON checked.vote_id = votes.vote_id
WHERE votes.board_id = $1::text AND checked.problem IS NULL;

-- name: mark_taken_ids
-- An id that another vote has.
UPDATE checked
SET problem = 'vote_id|''' || vote_id || ''' belongs to another vote in the database'
WHERE row_number IN (SELECT row_number FROM known WHERE NOT is_same);

-- name: supersede_reset
-- Rows on a tool ($1) up to a seq of the file ($2) never count, as its votes were reset there.
UPDATE checked
SET superseded = true
FROM (SELECT unnest($1::text[]) AS tool_id, unnest($2::bigint[]) AS at_seq) AS resets
WHERE checked.tool_id = resets.tool_id AND checked.seq <= resets.at_seq;

-- name: seqs_now
-- The seq that the last row up to each seq of the file ($2) has in the log.
SELECT wanted.at_seq, max(votes.seq)
FROM (SELECT unnest($2::bigint[]) AS at_seq) AS wanted
INNER JOIN checked ON checked.seq <= wanted.at_seq
INNER JOIN votes ON votes.vote_id = checked.vote_id
WHERE votes.board_id = $1::text
GROUP BY wanted.at_seq;

-- name: tools_voted_on
-- The tools that usable rows are about.
SELECT DISTINCT tool_id FROM checked WHERE problem IS NULL;

-- name: missing_tools
-- The tools that the file votes on and the board lacks, in order of appearance.
SELECT tool_id, max(tool_name), min(row_number) AS first_row
FROM checked
WHERE
    problem IS NULL
    AND tool_id NOT IN (SELECT tools.tool_id FROM tools WHERE tools.board_id = $1::text)
GROUP BY tool_id
ORDER BY first_row;

-- name: mark_missing_tools
-- Rows on tools that the board lacks.
UPDATE checked
SET problem = 'tool_id|there is no tool ''' || left(tool_id, 40) || ''''
WHERE
    problem IS NULL
    AND tool_id NOT IN (SELECT tools.tool_id FROM tools WHERE tools.board_id = $1::text);

-- name: mark_missing_rounds
-- Rows of rounds that the board lacks.
UPDATE checked
SET problem = 'round_id|there is no round ''' || left(round_id, 40) || ''''
WHERE
    problem IS NULL AND round_id IS NOT NULL
    AND round_id NOT IN (SELECT rounds.round_id FROM rounds WHERE rounds.board_id = $1::text);

-- name: named_rounds
-- The names of rounds in the file, in order of appearance, with their times.
SELECT round, min(cast_at), max(cast_at), min(row_number) AS first_row
FROM checked
WHERE problem IS NULL AND round IS NOT NULL
GROUP BY round
ORDER BY first_row;

-- name: count_problems
-- How many rows cannot be used.
SELECT count(*) FROM checked WHERE problem IS NOT NULL;

-- name: list_problems
-- The rows that cannot be used, up to a number of them.
SELECT
    checked.row_number, checked.problem,
    to_json(
        {'tool_id': incoming.tool_id, 'voter_id': incoming.voter_id, 'x': incoming.x, 'y': incoming.y}
    )::text
FROM checked
INNER JOIN incoming ON incoming.row_number = checked.row_number
WHERE checked.problem IS NOT NULL
ORDER BY checked.row_number
LIMIT $1;

-- name: count_usable
-- What the file holds that can be used, and how much of it is new.
SELECT
    count(*), count(DISTINCT tool_id), count(DISTINCT voter_id),
    count(*) FILTER (WHERE row_number NOT IN (SELECT row_number FROM known))
FROM checked
WHERE problem IS NULL;

-- name: is_in_order
-- Whether the rows stand in the file as they go into the log: by seq, then time,
-- those without one first.
SELECT count(*) = 0
FROM (
    SELECT seq, cast_at, lag(seq) OVER () AS seq_before, lag(cast_at) OVER () AS cast_before
    FROM checked
) AS followed
WHERE
    seq < seq_before
    OR (seq IS NULL AND seq_before IS NOT NULL)
    OR (
        seq IS NOT DISTINCT FROM seq_before
        AND (cast_at < cast_before OR (cast_at IS NULL AND cast_before IS NOT NULL))
    );

-- name: append_all
-- Rows that stand in order into a log that is empty: nothing to sort and nothing
-- to compare them with, which halves the time.
INSERT INTO votes (
    board_id, seq, vote_id, round_id, tool_id, voter_id, kind, x, y, shown_x, shown_y, cast_at, source, superseded
)
SELECT
    $1::text, fresh.row_number, fresh.vote_id,
    COALESCE(fresh.round_id, named.round_id, $3::text),
    fresh.tool_id, fresh.voter_id, fresh.kind, fresh.x, fresh.y, fresh.shown_x, fresh.shown_y, fresh.cast_at,
    $2::text,
    fresh.superseded
FROM checked AS fresh
LEFT JOIN (
    SELECT unnest($4::text[]) AS name, unnest($5::text[]) AS round_id
) AS named ON named.name = fresh.round
WHERE fresh.problem IS NULL;

-- name: append_incoming
-- The new rows into the log, oldest first. A row is superseded if the voter's
-- current vote on the tool is later than it; one without a time is older than any
-- that has one.
INSERT INTO votes (
    board_id, seq, vote_id, round_id, tool_id, voter_id, kind, x, y, shown_x, shown_y, cast_at, source, superseded
)
SELECT
    $1::text,
    $2::bigint + row_number() OVER (
        ORDER BY fresh.seq NULLS FIRST, fresh.cast_at NULLS FIRST, fresh.row_number
    ),
    fresh.vote_id,
    COALESCE(fresh.round_id, named.round_id, $4::text),
    fresh.tool_id, fresh.voter_id, fresh.kind, fresh.x, fresh.y, fresh.shown_x, fresh.shown_y, fresh.cast_at,
    $3::text,
    fresh.superseded
    OR COALESCE(present.cast_at > COALESCE(fresh.cast_at, TIMESTAMP '0001-01-01 00:00:00'), false)
FROM checked AS fresh
LEFT JOIN tools ON tools.board_id = $1::text AND tools.tool_id = fresh.tool_id
LEFT JOIN current_votes AS present
    ON
        present.board_id = $1::text
        AND present.tool_id = COALESCE(tools.merged_into, fresh.tool_id)
        AND present.voter_id = fresh.voter_id
LEFT JOIN (
    SELECT unnest($5::text[]) AS name, unnest($6::text[]) AS round_id
) AS named ON named.name = fresh.round
WHERE fresh.problem IS NULL AND fresh.row_number NOT IN (SELECT row_number FROM known);

-- name: add_incoming_voters
-- Voters that the board does not know yet.
INSERT INTO voters (board_id, voter_id)
SELECT DISTINCT $1::text, voter_id
FROM checked
WHERE problem IS NULL
ON CONFLICT (board_id, voter_id) DO NOTHING;

-- name: drop_incoming
-- The temporary tables of a load.
DROP TABLE IF EXISTS incoming;
DROP TABLE IF EXISTS checked;
DROP TABLE IF EXISTS known;
DROP TABLE IF EXISTS refused_lines;
DROP TABLE IF EXISTS refused_scans;
