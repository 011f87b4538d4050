-- name: list_merges
-- Which tool each merged tool was merged into itself, and what it was before.
SELECT tool_id, into_tool_id, status_before
FROM merges
WHERE board_id = $1::text
ORDER BY tool_id;

-- name: save_merge
-- Note that a tool ($2) was merged into another ($3); the time of the first note stands.
INSERT INTO merges (board_id, tool_id, into_tool_id, status_before, merged_at)
VALUES ($1::text, $2::text, $3::text, $4::text, $5::timestamp)
ON CONFLICT (board_id, tool_id) DO UPDATE SET
    into_tool_id = excluded.into_tool_id,
    status_before = excluded.status_before;

-- name: delete_merge
-- The tool stands for itself again.
DELETE FROM merges WHERE board_id = $1::text AND tool_id = $2::text;
