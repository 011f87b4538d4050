-- Sessions of organisers, on whichever server they signed in: those that were ended are known as such.
CREATE TABLE sessions (
    session_id text PRIMARY KEY,
    begun_at timestamp NOT NULL,
    seen_at timestamp NOT NULL,
    ended_at timestamp
);
