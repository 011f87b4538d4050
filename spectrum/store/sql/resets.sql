-- name: list_resets
-- Which votes on a tool do not count any more, as of a seq ($2; null: now).
SELECT reset_id, tool_id, at_seq, kind, reset_at
FROM resets
WHERE board_id = $1::text AND ($2::bigint IS NULL OR at_seq <= $2::bigint)
ORDER BY at_seq, tool_id, reset_id;

-- name: add_resets
-- From now on, votes on these tools ($3) up to these seqs ($4) do not count.
INSERT INTO resets (board_id, reset_id, tool_id, at_seq, kind, reset_at)
SELECT $1::text, $2::text, unnest($3::text[]), unnest($4::bigint[]), $5::text, $6::timestamp;

-- name: delete_reset
-- They count again.
DELETE FROM resets WHERE board_id = $1::text AND reset_id = $2::text;

-- name: delete_baked
-- The votes on these tools ($2) that went into seeds count again.
DELETE FROM resets WHERE board_id = $1::text AND kind = 'baked' AND tool_id = ANY ($2::text[]);
