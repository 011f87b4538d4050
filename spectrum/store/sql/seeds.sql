-- name: list_seed_sets
-- The sets of seeds that were kept, oldest first.
SELECT sets.number, sets.origin, sets.made_at, sets.at_seq, count(history.tool_id) AS n_tools
FROM seed_sets AS sets
LEFT JOIN seed_history AS history ON history.board_id = sets.board_id AND history.number = sets.number
WHERE sets.board_id = $1::text
GROUP BY sets.number, sets.origin, sets.made_at, sets.at_seq
ORDER BY sets.number;

-- name: list_seeds
-- The seeds of one set.
SELECT tool_id, seed_x, seed_y, baked_seq
FROM seed_history
WHERE board_id = $1::text AND number = $2::integer
ORDER BY tool_id;

-- name: add_seed_set
-- A new set.
INSERT INTO seed_sets (board_id, number, origin, made_at, at_seq)
VALUES ($1::text, $2::integer, $3::text, $4::timestamp, $5::bigint);

-- name: add_seeds
-- The seeds of a new set.
INSERT INTO seed_history (board_id, number, tool_id, seed_x, seed_y, baked_seq)
SELECT
    $1::text, $2::integer, unnest($3::text[]), unnest($4::float8[]), unnest($5::float8[]), unnest($6::bigint[]);
