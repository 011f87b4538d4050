-- name: prepare_load
-- Sorting a file's votes takes more memory than a voter's request, and the checks
-- elsewhere more patience.
SET LOCAL work_mem = '256MB';
SET LOCAL maintenance_work_mem = '256MB';
SET LOCAL idle_in_transaction_session_timeout = 0;
SET LOCAL statement_timeout = 0;

-- name: make_incoming_ids
-- By what the rows of a file are known again.
CREATE TEMP TABLE incoming_ids (
    row_number bigint, vote_id uuid, tool_id text, voter_id text
) ON COMMIT DROP;

-- name: copy_incoming_ids
-- Their lines, as they come from the scratch database.
COPY incoming_ids FROM STDIN;

-- name: find_incoming
-- The rows whose ids are in the log already, and whether it is the same vote.
SELECT incoming_ids.row_number, votes.voter_id = incoming_ids.voter_id AND votes.tool_id = incoming_ids.tool_id
FROM incoming_ids
INNER JOIN votes ON votes.board_id = $1::text AND votes.vote_id = incoming_ids.vote_id;

-- name: make_incoming_votes
-- The votes of a file that are new, numbered in the order of the log.
CREATE TEMP TABLE incoming_votes (
    place bigint, vote_id uuid, round_id text, tool_id text, voter_id text, kind text,
    x float8, y float8, shown_x float8, shown_y float8, cast_at timestamp, superseded boolean
) ON COMMIT DROP;

-- name: copy_incoming_votes
-- Their lines, as they come from the scratch database.
COPY incoming_votes FROM STDIN;

-- name: append_incoming_votes
-- The new rows into the log after the seq $2. A row is superseded if the voter's
-- current vote on the tool is later than it; one without a time is older than any
-- that has one.
INSERT INTO votes (
    board_id, seq, vote_id, round_id, tool_id, voter_id, kind, x, y, shown_x, shown_y, cast_at, source, superseded
)
SELECT
    $1::text, $2::bigint + fresh.place, fresh.vote_id, fresh.round_id, fresh.tool_id, fresh.voter_id,
    fresh.kind, fresh.x, fresh.y, fresh.shown_x, fresh.shown_y, fresh.cast_at, $3::text,
    fresh.superseded
    OR COALESCE(present.cast_at > COALESCE(fresh.cast_at, TIMESTAMP '0001-01-01 00:00:00'), false)
FROM incoming_votes AS fresh
LEFT JOIN tools ON tools.board_id = $1::text AND tools.tool_id = fresh.tool_id
LEFT JOIN current_votes AS present
    ON
        present.board_id = $1::text
        AND present.tool_id = COALESCE(tools.merged_into, fresh.tool_id)
        AND present.voter_id = fresh.voter_id
ORDER BY fresh.place;

-- name: add_voters_of_incoming_votes
-- Voters that the board does not know yet.
INSERT INTO voters (board_id, voter_id)
SELECT DISTINCT $1::text, voter_id
FROM incoming_votes
ON CONFLICT (board_id, voter_id) DO NOTHING;

-- name: analyze_log
-- Count anew how the log looks, for the plan by which it is folded.
ANALYZE votes, voters;

-- name: analyze_current
-- The same for the current votes, for the plans by which they are read.
ANALYZE current_votes;
