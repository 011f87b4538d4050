-- name: list_snapshots
-- The board's snapshots, newest first.
SELECT name, taken_at, seq, files, software, path
FROM snapshots
WHERE board_id = $1::text
ORDER BY taken_at DESC, name;

-- name: add_snapshot
-- A new snapshot.
INSERT INTO snapshots (board_id, name, taken_at, seq, files, software, path)
VALUES ($1::text, $2::text, $3::timestamp, $4::bigint, $5::text, $6::text, $7::text);
