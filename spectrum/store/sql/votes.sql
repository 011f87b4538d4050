-- name: last_seq
-- The highest seq of each board's log, 0 where it is empty.
SELECT boards.board_id, COALESCE((SELECT max(votes.seq) FROM votes WHERE votes.board_id = boards.board_id), 0)
FROM boards;

-- name: count_votes
-- How many rows the log of a board has.
SELECT count(*) FROM votes WHERE board_id = $1::text;

-- name: count_votes_up_to
-- The same, as far as $2: no need to count on.
SELECT count(*) FROM (SELECT 1 FROM votes WHERE board_id = $1::text LIMIT $2::bigint) AS counted_votes;

-- name: find_votes
-- Votes of the given ids that were cast since a time: the retries that clients send.
SELECT vote_id, voter_id, seq, cast_at, tool_id, round_id
FROM votes
WHERE cast_at >= $2::timestamp AND board_id = $1::text AND vote_id = ANY ($3::uuid[]);

-- name: append_votes
-- Add live votes to the log.
INSERT INTO votes (
    board_id, seq, vote_id, round_id, tool_id, voter_id, kind, x, y, shown_x, shown_y, cast_at,
    source, superseded
)
SELECT
    $1::text, unnest($2::bigint[]), unnest($3::uuid[]), unnest($4::text[]), unnest($5::text[]),
    unnest($6::text[]), unnest($7::text[]), unnest($8::float8[]), unnest($9::float8[]),
    unnest($10::float8[]), unnest($11::float8[]), unnest($12::timestamp[]), 'live', false;

-- name: upsert_current_votes
-- Make votes the current ones. One row for each tool and voter, sorted by them.
-- A vote on the x axis alone keeps the voter's earlier y, unless that vote was
-- no placement ($11 says when the round is fresh: then only its own votes count).
INSERT INTO current_votes (
    board_id, tool_id, voter_id, seq, round_id, kind, x, y, cast_at, source
)
SELECT
    $1::text, unnest($2::text[]), unnest($3::text[]), unnest($4::bigint[]), unnest($5::text[]),
    unnest($6::text[]), unnest($7::float8[]), unnest($8::float8[]), unnest($9::timestamp[]), $10::text
ON CONFLICT (board_id, tool_id, voter_id) DO UPDATE SET
    seq = excluded.seq,
    round_id = excluded.round_id,
    kind = excluded.kind,
    x = excluded.x,
    y = CASE
        WHEN excluded.kind <> 'place' THEN NULL
        WHEN excluded.y IS NOT NULL THEN excluded.y
        WHEN $11::boolean AND current_votes.round_id IS DISTINCT FROM excluded.round_id THEN NULL
        ELSE current_votes.y
    END,
    cast_at = excluded.cast_at,
    source = excluded.source;

-- name: list_log
-- The whole log up to a seq (null: to its end), in order.
SELECT
    vote_id::text AS vote_id, seq, round_id, tool_id, voter_id, kind, x, y, shown_x, shown_y, cast_at, source, superseded
FROM votes
WHERE board_id = $1::text AND ($2::bigint IS NULL OR seq <= $2::bigint)
ORDER BY seq;

-- name: delete_current
-- Forget the current votes of a board, before they are folded anew.
DELETE FROM current_votes WHERE board_id = $1::text;

-- name: delete_current_of
-- The same for some tools ($2).
DELETE FROM current_votes WHERE board_id = $1::text AND tool_id = ANY ($2::text[]);

-- name: store_current_of
-- Put what the log amounts to for some tools ($6) into the table, where they have no rows.
INSERT INTO current_votes (board_id, tool_id, voter_id, seq, round_id, kind, x, y, cast_at, source)
SELECT $1::text, tool_id, voter_id, seq, round_id, kind, x, y, cast_at, source
FROM current_rows
WHERE tool_id = ANY ($6::text[])
ORDER BY tool_id, voter_id;

-- name: count_current_of
-- How many current votes some tools ($2) have.
SELECT count(*) FROM current_votes WHERE board_id = $1::text AND tool_id = ANY ($2::text[]);

-- name: store_current
-- Put the folded log into the table of current votes.
INSERT INTO current_votes (board_id, tool_id, voter_id, seq, round_id, kind, x, y, cast_at, source)
SELECT $1::text, tool_id, voter_id, seq, round_id, kind, x, y, cast_at, source
FROM current_rows
ON CONFLICT (board_id, tool_id, voter_id) DO UPDATE SET
    seq = excluded.seq,
    round_id = excluded.round_id,
    kind = excluded.kind,
    x = excluded.x,
    y = excluded.y,
    cast_at = excluded.cast_at,
    source = excluded.source;

-- name: add_current
-- The same for a board that has no current votes yet. In the order of the key its
-- index grows at one end, which halves the time.
INSERT INTO current_votes (board_id, tool_id, voter_id, seq, round_id, kind, x, y, cast_at, source)
SELECT $1::text, tool_id, voter_id, seq, round_id, kind, x, y, cast_at, source
FROM current_rows
ORDER BY tool_id, voter_id;

-- name: shared_ids
-- Ids that several votes of a board have.
SELECT vote_id FROM votes WHERE board_id = $1::text GROUP BY vote_id HAVING count(*) > 1;

-- name: count_by_minute
-- How many live votes came in each of the minutes before $2, as far back as $3: 0 is the last minute.
-- The log's last part ($4) holds them, so that the rest need not be read.
SELECT floor(extract(epoch FROM $2::timestamp - cast_at) / 60) AS minutes_ago, count(*) AS n
FROM votes
WHERE
    board_id = $1::text
    AND seq > $4::bigint
    AND cast_at > $3::timestamp
    AND cast_at <= $2::timestamp
    AND source = 'live'
GROUP BY floor(extract(epoch FROM $2::timestamp - cast_at) / 60);
