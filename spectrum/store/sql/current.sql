-- name: current_from_table
-- The current votes as they stand: what everything live reads. What their voters
-- were shown stands in the log alone.
-- $1 board, $2 rounds (null: all); the seq to stop at ($3) and the times ($4, $5)
-- are always null here.
current_rows AS NOT MATERIALIZED (
    SELECT
        tool_id, voter_id, seq, round_id, kind, x, y, NULL::float8 AS shown_x, NULL::float8 AS shown_y,
        cast_at, source
    FROM current_votes
    WHERE
        board_id = $1::text
        AND ($2::text[] IS NULL OR round_id = ANY ($2::text[]))
        AND $3::bigint IS NULL
        AND $4::timestamp IS NULL
        AND $5::timestamp IS NULL
)

-- name: current_with_shown
-- The same, with what the voters were shown when they cast these votes.
current_rows AS NOT MATERIALIZED (
    SELECT
        latest.tool_id, latest.voter_id, latest.seq, latest.round_id, latest.kind, latest.x, latest.y,
        votes.shown_x, votes.shown_y, latest.cast_at, latest.source
    FROM current_votes AS latest
    INNER JOIN votes ON votes.board_id = latest.board_id AND votes.seq = latest.seq
    WHERE
        latest.board_id = $1::text
        AND ($2::text[] IS NULL OR latest.round_id = ANY ($2::text[]))
        AND $3::bigint IS NULL
        AND $4::timestamp IS NULL
        AND $5::timestamp IS NULL
)

-- name: votes_in_scope
-- The votes of the log that are looked at, each on the tool that it counts for: of
-- some rounds ($2), up to a seq ($3), cast at a recorded time from $4 on and before $5.
-- Those before a reset of their tool are out; those that went into its seed count in
-- their own rounds only.
scopes AS (
    SELECT
        tools.tool_id, COALESCE(tools.merged_into, tools.tool_id) AS counts_for, max(resets.at_seq) AS reset_seq
    FROM tools
    LEFT JOIN resets
        ON
            resets.board_id = tools.board_id
            AND resets.tool_id = tools.tool_id
            AND (resets.kind = 'reset' OR $2::text[] IS NULL)
            AND ($3::bigint IS NULL OR resets.at_seq <= $3::bigint)
    WHERE tools.board_id = $1::text
    GROUP BY tools.tool_id, tools.merged_into
),
votes_in_scope AS (
    SELECT
        COALESCE(scopes.counts_for, votes.tool_id) AS tool_id, votes.voter_id, votes.seq, votes.round_id,
        votes.kind, votes.x, votes.y, votes.shown_x, votes.shown_y, votes.cast_at, votes.source
    FROM votes
    LEFT JOIN scopes ON scopes.tool_id = votes.tool_id
    WHERE
        votes.board_id = $1::text
        AND NOT votes.superseded
        AND votes.seq > COALESCE(scopes.reset_seq, 0)
        AND ($2::text[] IS NULL OR votes.round_id = ANY ($2::text[]))
        AND ($3::bigint IS NULL OR votes.seq <= $3::bigint)
        AND ($4::timestamp IS NULL OR votes.cast_at >= $4::timestamp)
        AND ($5::timestamp IS NULL OR votes.cast_at < $5::timestamp)
)

-- name: every_row
-- All of them, not only the latest.
current_rows AS NOT MATERIALIZED (
    SELECT tool_id, voter_id, seq, round_id, kind, x, y, shown_x, shown_y, cast_at, source
    FROM votes_in_scope
)

-- name: current_from_log
-- The current votes that they amount to: the latest of each voter on each tool.
-- A vote on the x axis alone keeps the voter's earlier y, back to the last vote
-- that was no placement, or to where the voter's votes in a fresh round begin
-- (windows are slow, so they are spared a board that never had a fresh round).
latest_votes AS (
    SELECT
        tool_id, voter_id,
        max(seq) AS last_seq,
        max(seq) FILTER (WHERE y IS NOT NULL) AS y_seq,
        COALESCE(max(seq) FILTER (WHERE kind <> 'place'), 0) AS forgotten_seq
    FROM votes_in_scope
    GROUP BY tool_id, voter_id
),
fresh_rounds AS (
    SELECT round_id FROM rounds WHERE board_id = $1::text AND start = 'fresh'
),
followed_votes AS (
    SELECT
        tool_id, voter_id, seq, round_id,
        lag(round_id) OVER (PARTITION BY tool_id, voter_id ORDER BY seq) AS round_before
    FROM votes_in_scope
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
        with_y.y, latest.shown_x, latest.shown_y, latest.cast_at, latest.source
    FROM latest_votes
    INNER JOIN votes_in_scope AS latest ON latest.seq = latest_votes.last_seq
    LEFT JOIN fresh_starts
        ON
            fresh_starts.tool_id = latest_votes.tool_id
            AND fresh_starts.voter_id = latest_votes.voter_id
    LEFT JOIN votes_in_scope AS with_y
        ON
            with_y.seq = latest_votes.y_seq
            AND with_y.seq > latest_votes.forgotten_seq
            AND with_y.seq >= COALESCE(fresh_starts.fresh_seq, 0)
)

-- name: known_voters
-- Of these rows, those by voters who are not blocked, of one branch ($6) if it is
-- given, with the branch.
voters_rows AS NOT MATERIALIZED (
    SELECT
        current_rows.tool_id, current_rows.voter_id, current_rows.seq, current_rows.round_id,
        current_rows.kind, current_rows.x, current_rows.y, current_rows.shown_x, current_rows.shown_y,
        current_rows.cast_at, voters.branch
    FROM current_rows
    LEFT JOIN voters
        ON voters.board_id = $1::text AND voters.voter_id = current_rows.voter_id
    WHERE voters.blocked_at IS NULL AND ($6::text IS NULL OR voters.branch = $6::text)
)

-- name: all_voters
-- The same where nobody is blocked and no branch ($6: null) is asked for: nothing to
-- look up, which spares half of the time.
voters_rows AS NOT MATERIALIZED (
    SELECT
        tool_id, voter_id, seq, round_id, kind, x, y, shown_x, shown_y, cast_at, NULL::text AS branch
    FROM current_rows
    WHERE $6::text IS NULL
)

-- name: counted
-- Of these rows, what counts: on live tools. With $8, a y that repeats the tool's
-- seed to 0.1 was not chosen, and is none. With $7, a placement within so many points
-- of what its voter was shown does not count: in the plane where both have a y, else
-- along x. (1e-9, as 10.4 - 10.1 is a little more than 0.3 in binary fractions.)
live_rows AS NOT MATERIALIZED (
    SELECT
        voters_rows.tool_id, voters_rows.voter_id, voters_rows.seq, voters_rows.round_id, voters_rows.kind,
        voters_rows.x,
        CASE
            WHEN $8::boolean AND abs(voters_rows.y - tools.seed_y) <= 0.05 + 1e-9 THEN NULL
            ELSE voters_rows.y
        END AS y,
        voters_rows.shown_x, voters_rows.shown_y, voters_rows.cast_at, voters_rows.branch
    FROM voters_rows
    INNER JOIN tools
        ON tools.board_id = $1::text AND tools.tool_id = voters_rows.tool_id AND tools.status = 'live'
),
counted AS NOT MATERIALIZED (
    SELECT tool_id, voter_id, seq, round_id, kind, x, y, shown_x, shown_y, cast_at, branch
    FROM live_rows
    WHERE
        $7::float8 IS NULL
        OR COALESCE(
            (x - shown_x) * (x - shown_x) + COALESCE((y - shown_y) * (y - shown_y), 0)
            > ($7::float8 + 1e-9) * ($7::float8 + 1e-9),
            true
        )
)

-- name: list_current
-- The selected current votes of all tools or of one ($9).
SELECT tool_id, voter_id, round_id, kind, x, y, cast_at, branch
FROM counted
WHERE $9::text IS NULL OR tool_id = $9::text
ORDER BY tool_id, voter_id;

-- name: list_anchored
-- The selected placements of all tools or of one ($9), with what their voters were shown.
SELECT tool_id, voter_id, round_id, seq, x, y, shown_x, shown_y, cast_at, branch
FROM counted
WHERE kind = 'place' AND ($9::text IS NULL OR tool_id = $9::text)
ORDER BY tool_id, voter_id;

-- name: list_counted_log
-- Every selected vote of all tools or of one ($9), in the order of the log.
SELECT seq, tool_id, voter_id, round_id, kind, x, y, shown_x, shown_y, cast_at, branch
FROM counted
WHERE $9::text IS NULL OR tool_id = $9::text
ORDER BY seq;

-- name: list_votes_of
-- One voter's ($6) current answers, placements or not.
SELECT tool_id, kind, x, y, cast_at
FROM current_rows
WHERE voter_id = $6::text
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
