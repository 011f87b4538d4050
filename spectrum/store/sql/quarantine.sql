-- name: list_quarantine
-- The rows that were set aside, in the order of their files.
SELECT source, line, column_name AS "column", reason, content
FROM quarantine
WHERE board_id = $1::text
ORDER BY source, line, column_name, reason;

-- name: set_aside
-- Keep unusable rows with their reasons; a row that is there already is not kept twice.
INSERT INTO quarantine (board_id, source, line, column_name, reason, content, set_aside_at)
SELECT $1::text, fresh.source, fresh.line, fresh.column_name, fresh.reason, fresh.content, $7::timestamp
FROM (
    SELECT
        unnest($2::text[]) AS source, unnest($3::integer[]) AS line, unnest($4::text[]) AS column_name,
        unnest($5::text[]) AS reason, unnest($6::text[]) AS content
) AS fresh
WHERE NOT EXISTS (
    SELECT 1
    FROM quarantine AS kept
    WHERE
        kept.board_id = $1::text
        AND kept.source = fresh.source
        AND kept.line = fresh.line
        AND kept.reason = fresh.reason
        AND kept.content = fresh.content
);
