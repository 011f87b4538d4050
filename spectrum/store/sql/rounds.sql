-- name: list_rounds
-- The rounds of a board, oldest first.
SELECT round_id, name, opened_at, closed_at, reveal, start, opened_seq, closes_at, join_code
FROM rounds
WHERE board_id = $1::text
ORDER BY opened_at, opened_seq, round_id;

-- name: add_round
-- Insert a round, open or already closed.
INSERT INTO rounds (
    board_id, round_id, name, opened_at, closed_at, reveal, start, opened_seq, closes_at, join_code
)
VALUES (
    $1::text, $2::text, $3::text, $4::timestamp, $5::timestamp, $6::text, $7::text, $8::bigint,
    $9::timestamp, $10::text
)
ON CONFLICT (board_id, round_id) DO NOTHING;

-- name: close_round
-- Close the round that is open.
UPDATE rounds SET closed_at = $2::timestamp
WHERE board_id = $1::text AND closed_at IS NULL;

-- name: time_round
-- Let the round that is open ($2) close by itself at a time, or never (null).
UPDATE rounds SET closes_at = $3::timestamp
WHERE board_id = $1::text AND round_id = $2::text AND closed_at IS NULL;
