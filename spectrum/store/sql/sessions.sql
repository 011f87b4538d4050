-- name: begin_session
-- An organiser has signed in.
INSERT INTO sessions (session_id, begun_at, seen_at)
VALUES ($1::text, $2::timestamp, $2::timestamp);

-- name: find_session
-- When a session began and was last used, if nobody has ended it.
SELECT begun_at, seen_at
FROM sessions
WHERE session_id = $1::text AND ended_at IS NULL;

-- name: touch_session
-- A session was used.
UPDATE sessions SET seen_at = $2::timestamp
WHERE session_id = $1::text AND ended_at IS NULL;

-- name: end_session
-- The organiser has signed out.
UPDATE sessions SET ended_at = $2::timestamp
WHERE session_id = $1::text AND ended_at IS NULL;

-- name: drop_sessions
-- Take away the sessions that began before a time and so ended long ago.
DELETE FROM sessions
WHERE begun_at < $1::timestamp;
