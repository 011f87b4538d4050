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
INSERT INTO voters (board_id, voter_id, name, branch)
VALUES ($1::text, $2::text, $3::text, $4::text)
ON CONFLICT (board_id, voter_id) DO UPDATE SET
    name = excluded.name,
    branch = excluded.branch;
