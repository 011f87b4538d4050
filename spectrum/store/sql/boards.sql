-- name: list_boards
-- All boards, in a stable order.
SELECT
    board_id, title, axis_left, axis_right, axis_bottom, axis_top, anchor_weight, adding_open,
    tools_need_approval, contact, names_kept_days
FROM boards
ORDER BY board_id;

-- name: save_board
-- Insert a board or take over its new settings.
INSERT INTO boards (
    board_id, title, axis_left, axis_right, axis_bottom, axis_top, anchor_weight, adding_open,
    tools_need_approval, contact, names_kept_days
)
VALUES (
    $1::text, $2::text, $3::text, $4::text, $5::text, $6::text, $7::float8, $8::boolean, $9::boolean,
    $10::text, $11::integer
)
ON CONFLICT (board_id) DO UPDATE SET
    title = excluded.title,
    axis_left = excluded.axis_left,
    axis_right = excluded.axis_right,
    axis_bottom = excluded.axis_bottom,
    axis_top = excluded.axis_top,
    anchor_weight = excluded.anchor_weight,
    adding_open = excluded.adding_open,
    tools_need_approval = excluded.tools_need_approval,
    contact = excluded.contact,
    names_kept_days = excluded.names_kept_days;
