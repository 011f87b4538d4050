-- name: list_voters
-- The voters of a board; with $2, those who had voted when the log ended at that seq.
SELECT voter_id, name, branch, blocked_at
FROM voters
WHERE
    board_id = $1::text
    AND (
        $2::bigint IS NULL
        OR voter_id IN (
            SELECT votes.voter_id FROM votes WHERE votes.board_id = $1::text AND votes.seq <= $2::bigint
        )
    )
ORDER BY voter_id;

-- name: list_blocked
-- The voters whose votes do not count.
SELECT voter_id
FROM voters
WHERE board_id = $1::text AND blocked_at IS NOT NULL;

-- name: list_branches
-- The branches that voters named.
SELECT DISTINCT branch
FROM voters
WHERE board_id = $1::text AND branch IS NOT NULL
ORDER BY branch;

-- name: save_voter
-- Insert a voter or take over the name and branch given now.
INSERT INTO voters (board_id, voter_id, name, branch, blocked_at)
VALUES ($1::text, $2::text, $3::text, $4::text, $5::timestamp)
ON CONFLICT (board_id, voter_id) DO UPDATE SET
    name = excluded.name,
    branch = excluded.branch,
    blocked_at = excluded.blocked_at;

-- name: add_voters
-- Make sure that voters are known; leave those that are as they are.
INSERT INTO voters (board_id, voter_id, name, branch, blocked_at)
SELECT
    $1::text, unnest($2::text[]), unnest($3::text[]), unnest($4::text[]), unnest($5::timestamp[])
ON CONFLICT (board_id, voter_id) DO NOTHING;

-- name: find_voter
-- What is known of one voter.
SELECT voter_id, name, branch, blocked_at
FROM voters
WHERE board_id = $1::text AND voter_id = $2::text;

-- name: describe_voter
-- Take over the name and branch that a voter gives; whether they are blocked is not theirs to say.
INSERT INTO voters (board_id, voter_id, name, branch, named_at)
VALUES ($1::text, $2::text, $3::text, $4::text, $5::timestamp)
ON CONFLICT (board_id, voter_id) DO UPDATE SET
    name = excluded.name,
    branch = excluded.branch,
    named_at = excluded.named_at;

-- name: set_blocked
-- The votes of these voters ($2) do not count from a time on ($3), or count again (null).
UPDATE voters SET blocked_at = $3::timestamp
WHERE board_id = $1::text AND voter_id = ANY ($2::text[]);

-- name: list_voter_figures
-- Who has voted, with how much they sent, on how many tools they have a placement, and when.
SELECT
    voters.voter_id, voters.name, voters.branch, voters.blocked_at,
    COALESCE(sent.n_votes, 0) AS n_votes, COALESCE(placed.n_placements, 0) AS n_placements,
    sent.first_at, sent.last_at
FROM voters
LEFT JOIN (
    SELECT votes.voter_id, count(*) AS n_votes, min(votes.cast_at) AS first_at, max(votes.cast_at) AS last_at
    FROM votes
    WHERE votes.board_id = $1::text
    GROUP BY votes.voter_id
) AS sent ON sent.voter_id = voters.voter_id
LEFT JOIN (
    SELECT current_votes.voter_id, count(*) AS n_placements
    FROM current_votes
    WHERE current_votes.board_id = $1::text AND current_votes.kind = 'place'
    GROUP BY current_votes.voter_id
) AS placed ON placed.voter_id = voters.voter_id
WHERE voters.board_id = $1::text
ORDER BY voters.voter_id;
