-- name: lock_boards
-- Wait for one's turn on some boards ($1), in the same order for everyone, and see
-- where they stand.
SELECT board_id, version, rules_version, last_seq
FROM board_states
WHERE board_id = ANY ($1::text[])
ORDER BY board_id
FOR UPDATE;

-- name: add_board_state
-- Begin to keep account of a board. $2: its first version.
INSERT INTO board_states (board_id, version, rules_version, last_seq)
SELECT $1::text, $2::bigint, 0, COALESCE(max(seq), 0)
FROM votes
WHERE board_id = $1::text
ON CONFLICT (board_id) DO NOTHING;

-- name: votes_were_added
-- Votes up to the seq $2 are in the log.
UPDATE board_states SET version = version + 1, last_seq = $2::bigint
WHERE board_id = $1::text
RETURNING version;

-- name: board_was_changed
-- Something other than a single vote was changed; there may be new votes, too.
UPDATE board_states SET
    version = version + 1,
    rules_version = rules_version + 1,
    last_seq = COALESCE((SELECT max(votes.seq) FROM votes WHERE votes.board_id = $1::text), 0)
WHERE board_id = $1::text
RETURNING version;

-- name: board_versions
-- The version of every board.
SELECT board_id, version FROM board_states;

-- name: rules_version
-- How often the board's rules were changed.
SELECT rules_version FROM board_states WHERE board_id = $1::text;

-- name: changes_channel
-- The channel on which changes are told: one for each set of tables in a database.
SELECT 'spectrum_' || 'board_states'::regclass::oid::text;

-- name: announce_change
-- Tell every server that listens of a board's new version.
SELECT pg_notify($1::text, $2::text);

-- name: voted_since
-- Who has voted since a seq, each with the latest: other servers may have taken these votes.
SELECT voter_id, max(seq)
FROM votes
WHERE board_id = $1::text AND seq > $2::bigint
GROUP BY voter_id;
