-- name: list_tools
-- The tools of a board that have one of the given statuses.
SELECT
    tool_id, name, number, description, branches, seed_x, seed_y, created_by, created_at, status, merged_into
FROM tools
WHERE board_id = $1::text AND status = ANY ($2::text[])
ORDER BY number, tool_id;

-- name: save_tools
-- Insert tools or take over what was changed in them.
INSERT INTO tools (
    board_id, tool_id, name, number, description, branches, seed_x, seed_y,
    created_by, created_at, status, merged_into
)
SELECT
    $1::text, unnest($2::text[]), unnest($3::text[]), unnest($4::integer[]), unnest($5::text[]),
    unnest($6::text[]), unnest($7::float8[]), unnest($8::float8[]), unnest($9::text[]),
    unnest($10::timestamp[]), unnest($11::text[]), unnest($12::text[])
ON CONFLICT (board_id, tool_id) DO UPDATE SET
    name = excluded.name,
    number = excluded.number,
    description = excluded.description,
    branches = excluded.branches,
    seed_x = excluded.seed_x,
    seed_y = excluded.seed_y,
    status = excluded.status,
    merged_into = excluded.merged_into;

-- name: add_tools
-- Insert tools that the board does not have yet; leave the others as they are.
INSERT INTO tools (
    board_id, tool_id, name, number, description, branches, seed_x, seed_y,
    created_by, created_at, status, merged_into
)
SELECT
    $1::text, unnest($2::text[]), unnest($3::text[]), unnest($4::integer[]), unnest($5::text[]),
    unnest($6::text[]), unnest($7::float8[]), unnest($8::float8[]), unnest($9::text[]),
    unnest($10::timestamp[]), unnest($11::text[]), unnest($12::text[])
ON CONFLICT (board_id, tool_id) DO NOTHING;

-- name: delete_tools
-- Take tools off a board that nobody has voted on.
DELETE FROM tools
WHERE
    board_id = $1::text
    AND tool_id = ANY ($2::text[])
    AND NOT EXISTS (SELECT 1 FROM votes WHERE votes.board_id = tools.board_id AND votes.tool_id = tools.tool_id);
