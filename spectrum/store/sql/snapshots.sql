-- name: list_snapshots
-- The board's snapshots, newest first.
SELECT
    name, title, taken_at, seq, licence, software, n_tools, n_voters, n_votes, files, path, sha256, size
FROM snapshots
WHERE board_id = $1::text
ORDER BY taken_at DESC, name;

-- name: add_snapshot
-- A new snapshot.
INSERT INTO snapshots (
    board_id, name, title, taken_at, seq, licence, software, n_tools, n_voters, n_votes, files, path, sha256, size
)
VALUES (
    $1::text, $2::text, $3::text, $4::timestamp, $5::bigint, $6::text, $7::text, $8::bigint, $9::bigint,
    $10::bigint, $11::text, $12::text, $13::text, $14::bigint
);

-- name: add_snapshot_part
-- A part of its package.
INSERT INTO snapshot_packages (board_id, name, part, content)
VALUES ($1::text, $2::text, $3::integer, $4::text);

-- name: list_snapshot_parts
-- The package of a snapshot, part by part.
SELECT content
FROM snapshot_packages
WHERE board_id = $1::text AND name = $2::text
ORDER BY part;
