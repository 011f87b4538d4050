-- name: add_audit
-- Note an action, after all that were noted before.
INSERT INTO audit (board_id, seq, done_at, who, action, target, before, after)
SELECT
    $1::text, COALESCE(max(audit.seq), 0) + 1, $2::timestamp, $3::text, $4::text, $5::text, $6::text, $7::text
FROM audit
WHERE audit.board_id = $1::text;

-- name: list_audit
-- The latest actions, newest first.
SELECT seq, done_at, who, action, target, before, after
FROM audit
WHERE board_id = $1::text
ORDER BY seq DESC
LIMIT $2::integer;

-- name: rename_audited
-- Another id for a voter who was blocked or unblocked.
UPDATE audit SET target = $3::text
WHERE board_id = $1::text AND target = $2::text AND action IN ('block_voter', 'unblock_voter');
