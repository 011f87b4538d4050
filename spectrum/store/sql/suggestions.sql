-- name: list_suggestions
-- What visitors have proposed, of one status ($2) or of all, oldest first.
SELECT suggestion_id, kind, tool_id, name, reason, x, y, voter_id, made_at, status, decided_at
FROM suggestions
WHERE board_id = $1::text AND ($2::text IS NULL OR status = $2::text)
ORDER BY made_at, suggestion_id;

-- name: find_suggestion
-- One of them.
SELECT suggestion_id, kind, tool_id, name, reason, x, y, voter_id, made_at, status, decided_at
FROM suggestions
WHERE board_id = $1::text AND suggestion_id = $2::text;

-- name: add_suggestion
-- A new one, which waits for the organiser.
INSERT INTO suggestions (
    board_id, suggestion_id, kind, tool_id, name, reason, x, y, voter_id, made_at, status
)
VALUES (
    $1::text, $2::text, $3::text, $4::text, $5::text, $6::text, $7::float8, $8::float8, $9::text,
    $10::timestamp, 'waiting'
);

-- name: decide_suggestion
-- Accept or decline one, or let it wait again ($4 is then null).
UPDATE suggestions SET status = $3::text, decided_at = $4::timestamp
WHERE board_id = $1::text AND suggestion_id = $2::text;

-- name: count_waiting
-- How many wait for the organiser, and how many of these are one voter's ($2).
SELECT count(*), count(*) FILTER (WHERE voter_id = $2::text)
FROM suggestions
WHERE board_id = $1::text AND status = 'waiting';
