-- name: list_own_log
-- All that one voter ($2) ever sent, in the order of the log, with what it was about,
-- the tool that it counts for, and whether it is the current vote there.
SELECT
    votes.seq, votes.tool_id, tools.name AS tool, rounds.name AS round, votes.kind, votes.x, votes.y,
    votes.shown_x, votes.shown_y, votes.cast_at, votes.source,
    COALESCE(current_votes.seq = votes.seq, false) AS is_current
FROM votes
LEFT JOIN tools ON tools.board_id = votes.board_id AND tools.tool_id = votes.tool_id
LEFT JOIN rounds ON rounds.board_id = votes.board_id AND rounds.round_id = votes.round_id
LEFT JOIN current_votes
    ON
        current_votes.board_id = votes.board_id
        AND current_votes.voter_id = votes.voter_id
        AND current_votes.tool_id = COALESCE(tools.merged_into, votes.tool_id)
WHERE votes.board_id = $1::text AND votes.voter_id = $2::text
ORDER BY votes.seq;

-- name: rename_in_votes
-- The votes of a voter ($2) are those of another id ($3) from now on.
UPDATE votes SET voter_id = $3::text
WHERE board_id = $1::text AND voter_id = $2::text;

-- name: rename_in_current
-- The same for the current votes.
UPDATE current_votes SET voter_id = $3::text
WHERE board_id = $1::text AND voter_id = $2::text;

-- name: rename_in_tools
-- The same for the tools that the voter added.
UPDATE tools SET created_by = $3::text
WHERE board_id = $1::text AND created_by = $2::text;

-- name: rename_in_suggestions
-- The same for what the voter proposed.
UPDATE suggestions SET voter_id = $3::text
WHERE board_id = $1::text AND voter_id = $2::text;

-- name: rename_in_voters
-- The voter under the other id, without name and branch; blocked if they were.
UPDATE voters SET voter_id = $3::text, name = NULL, branch = NULL, named_at = NULL
WHERE board_id = $1::text AND voter_id = $2::text;

-- name: list_old_names
-- Voters with a name who neither gave it nor voted since a time. A name of unknown age is old.
SELECT voters.voter_id
FROM voters
LEFT JOIN (
    SELECT votes.voter_id, max(votes.cast_at) AS last_at
    FROM votes
    WHERE votes.board_id = $1::text
    GROUP BY votes.voter_id
) AS seen ON seen.voter_id = voters.voter_id
WHERE
    voters.board_id = $1::text
    AND voters.name IS NOT NULL
    AND COALESCE(voters.named_at < $2::timestamp, true)
    AND COALESCE(seen.last_at < $2::timestamp, true)
ORDER BY voters.voter_id;

-- name: forget_names
-- Take the names of these voters ($2) away.
UPDATE voters SET name = NULL
WHERE board_id = $1::text AND voter_id = ANY ($2::text[]);
