-- name: collective
-- How many placements count for each tool, and where their mean is.
SELECT tool_id, count(*) AS n, count(y) AS n_y, avg(x) AS mean_x, avg(y) AS mean_y
FROM counted
WHERE kind = 'place'
GROUP BY tool_id
ORDER BY tool_id;

-- name: seq_since
-- The last seq of a board's log, looked for after a seq that is known.
SELECT COALESCE(max(seq), $2::bigint) FROM votes WHERE board_id = $1::text AND seq > $2::bigint;

-- name: votes_since
-- The latest placements since a seq, newest first, on the tools that they count for.
SELECT COALESCE(tools.merged_into, votes.tool_id) AS tool_id, votes.x, votes.y
FROM votes
INNER JOIN tools ON tools.board_id = votes.board_id AND tools.tool_id = votes.tool_id
LEFT JOIN voters ON voters.board_id = votes.board_id AND voters.voter_id = votes.voter_id
WHERE
    votes.board_id = $1::text AND votes.seq > $2::bigint AND votes.kind = 'place'
    AND tools.status IN ('live', 'merged') AND voters.blocked_at IS NULL
ORDER BY votes.seq DESC
LIMIT $3::integer;

-- name: placed_since
-- The tools that a voter ($3) has placed since a seq, and not taken back since.
SELECT tool_id
FROM current_votes
WHERE board_id = $1::text AND seq > $2::bigint AND voter_id = $3::text AND kind = 'place'
ORDER BY tool_id;
