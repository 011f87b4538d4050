-- name: collective
-- How many placements count for each tool, and where their mean is: of one round
-- ($2) or of all, on any tool or on some ($4), by voters who are not among those
-- blocked ($3). It is read many times a second, so it joins nothing: who is blocked
-- and which tools are live is known already.
SELECT tool_id, count(*) AS n, count(y) AS n_y, avg(x) AS mean_x, avg(y) AS mean_y
FROM current_votes
WHERE
    board_id = $1::text
    AND kind = 'place'
    AND ($2::text IS NULL OR round_id = $2::text)
    AND NOT voter_id = ANY ($3::text[])
    AND ($4::text[] IS NULL OR tool_id = ANY ($4::text[]))
GROUP BY tool_id;

-- name: count_placing_voters
-- How many voters have a placement that counts, but for those on the tools $4, which
-- are not live. Of the few tools that do not count, as DuckDB would join a long list.
-- Grouped, as PostgreSQL sorts for a count of what is distinct, which takes twice as long.
SELECT count(*)
FROM (
    SELECT voter_id
    FROM current_votes
    WHERE
        board_id = $1::text
        AND kind = 'place'
        AND ($2::text IS NULL OR round_id = $2::text)
        AND NOT voter_id = ANY ($3::text[])
        AND NOT tool_id = ANY ($4::text[])
    GROUP BY voter_id
) AS placing_voters;

-- name: log_since
-- The last votes of the log after a seq, newest first.
SELECT seq, tool_id, voter_id, kind, x, y
FROM votes
WHERE board_id = $1::text AND seq > $2::bigint AND NOT superseded
ORDER BY seq DESC
LIMIT $3::integer;

-- name: placed_since
-- The tools that a voter ($3) has placed since a seq, and not taken back since.
SELECT tool_id
FROM current_votes
WHERE board_id = $1::text AND seq > $2::bigint AND voter_id = $3::text AND kind = 'place'
ORDER BY tool_id;
