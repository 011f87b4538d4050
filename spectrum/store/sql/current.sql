-- name: current_from_table
-- The current votes as they stand: what everything live reads.
-- $1 board, $2 round (or null), $3 seq to stop at (always null here).
current_rows AS (
    SELECT tool_id, voter_id, seq, round_id, kind, x, y, cast_at, source
    FROM current_votes
    WHERE
        board_id = $1::text
        AND ($2::text IS NULL OR round_id = $2::text)
        AND $3::bigint IS NULL
)

-- name: current_from_log
-- The current votes that the log amounts to: of one round ($2), or as of a seq ($3).
-- A vote on the x axis alone keeps the voter's earlier y, back to the last vote
-- that was no placement, or to where the voter's votes in a fresh round begin
-- (windows are slow, so they are spared a board that never had a fresh round).
counted_votes AS (
    SELECT
        COALESCE(tools.merged_into, votes.tool_id) AS tool_id, votes.voter_id, votes.seq, votes.round_id,
        votes.kind, votes.x, votes.y, votes.cast_at, votes.source
    FROM votes
    LEFT JOIN tools ON tools.board_id = votes.board_id AND tools.tool_id = votes.tool_id
    WHERE
        votes.board_id = $1::text
        AND NOT votes.superseded
        AND ($2::text IS NULL OR votes.round_id = $2::text)
        AND ($3::bigint IS NULL OR votes.seq <= $3::bigint)
),
latest_votes AS (
    SELECT
        tool_id, voter_id,
        max(seq) AS last_seq,
        max(seq) FILTER (WHERE y IS NOT NULL) AS y_seq,
        COALESCE(max(seq) FILTER (WHERE kind <> 'place'), 0) AS forgotten_seq
    FROM counted_votes
    GROUP BY tool_id, voter_id
),
fresh_rounds AS (
    SELECT round_id FROM rounds WHERE board_id = $1::text AND start = 'fresh'
),
followed_votes AS (
    SELECT
        tool_id, voter_id, seq, round_id,
        lag(round_id) OVER (PARTITION BY tool_id, voter_id ORDER BY seq) AS round_before
    FROM counted_votes
    WHERE EXISTS (SELECT 1 FROM fresh_rounds)
),
fresh_starts AS (
    SELECT followed_votes.tool_id, followed_votes.voter_id, max(followed_votes.seq) AS fresh_seq
    FROM followed_votes
    INNER JOIN fresh_rounds ON fresh_rounds.round_id = followed_votes.round_id
    WHERE followed_votes.round_before IS DISTINCT FROM followed_votes.round_id
    GROUP BY followed_votes.tool_id, followed_votes.voter_id
),
current_rows AS (
    SELECT
        latest.tool_id, latest.voter_id, latest.seq, latest.round_id, latest.kind, latest.x,
        with_y.y, latest.cast_at, latest.source
    FROM latest_votes
    INNER JOIN counted_votes AS latest ON latest.seq = latest_votes.last_seq
    LEFT JOIN fresh_starts
        ON
            fresh_starts.tool_id = latest_votes.tool_id
            AND fresh_starts.voter_id = latest_votes.voter_id
    LEFT JOIN counted_votes AS with_y
        ON
            with_y.seq = latest_votes.y_seq
            AND with_y.seq > latest_votes.forgotten_seq
            AND with_y.seq >= COALESCE(fresh_starts.fresh_seq, 0)
)

-- name: counted
-- Of the current rows, the placements that count: on live tools, by voters who
-- are not blocked, of one branch ($4) if it is given.
counted AS (
    SELECT
        current_rows.tool_id, current_rows.voter_id, current_rows.round_id, current_rows.kind,
        current_rows.x, current_rows.y, current_rows.cast_at, current_rows.seq, voters.branch
    FROM current_rows
    INNER JOIN tools
        ON tools.board_id = $1::text AND tools.tool_id = current_rows.tool_id AND tools.status = 'live'
    LEFT JOIN voters
        ON voters.board_id = $1::text AND voters.voter_id = current_rows.voter_id
    WHERE voters.blocked_at IS NULL AND ($4::text IS NULL OR voters.branch = $4::text)
)

-- name: list_current
-- The selected current votes of all tools or of one ($5).
SELECT tool_id, voter_id, round_id, kind, x, y, cast_at, branch
FROM counted
WHERE $5::text IS NULL OR tool_id = $5::text
ORDER BY tool_id, voter_id;

-- name: list_votes_of
-- One voter's ($4) current answers, placements or not.
SELECT tool_id, kind, x, y, cast_at
FROM current_rows
WHERE voter_id = $4::text
ORDER BY tool_id;

-- name: count_current
-- How many voters have a placement that counts, and how many placements there are.
SELECT count(DISTINCT voter_id) AS voters, count(*) AS votes
FROM counted
WHERE kind = 'place';

-- name: list_rows
-- The current rows themselves, of hidden tools and blocked voters too.
SELECT tool_id, voter_id, seq, round_id, kind, x, y, cast_at, source
FROM current_rows
ORDER BY tool_id, voter_id;
