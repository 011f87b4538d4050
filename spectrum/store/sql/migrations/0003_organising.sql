-- Whom to write to about a board, and how long voters' names are kept.
ALTER TABLE boards ADD COLUMN contact text DEFAULT '';
ALTER TABLE boards ADD COLUMN names_kept_days integer;

-- When a voter last gave a name or branch, so that names can be forgotten in time.
ALTER TABLE voters ADD COLUMN named_at timestamp;

-- Audit: every action of an organiser, with how its target stood before and after, as JSON.
CREATE TABLE audit (
    board_id text NOT NULL,
    seq bigint NOT NULL,
    done_at timestamp NOT NULL,
    who text NOT NULL,
    action text NOT NULL,
    target text NOT NULL,
    before text NOT NULL,
    after text NOT NULL,
    PRIMARY KEY (board_id, seq)
);

-- Which tool each merged tool was merged into itself, and what it was before.
-- tools.merged_into has the end of the chain.
CREATE TABLE merges (
    board_id text NOT NULL,
    tool_id text NOT NULL,
    into_tool_id text NOT NULL,
    status_before text NOT NULL,
    merged_at timestamp NOT NULL,
    PRIMARY KEY (board_id, tool_id)
);

-- Votes on a tool up to a seq that do not count any more. Undoing one takes its rows away.
CREATE TABLE resets (
    board_id text NOT NULL,
    reset_id text NOT NULL,
    tool_id text NOT NULL,
    at_seq bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('reset', 'baked')),
    reset_at timestamp NOT NULL,
    PRIMARY KEY (board_id, reset_id, tool_id)
);

-- Sets of seeds, kept so that one can go back to them.
CREATE TABLE seed_sets (
    board_id text NOT NULL,
    number integer NOT NULL,
    origin text NOT NULL CHECK (origin IN ('kept', 'bake')),
    made_at timestamp NOT NULL,
    at_seq bigint NOT NULL,
    PRIMARY KEY (board_id, number)
);

-- The seeds in them. The votes up to baked_seq are in the seed already.
CREATE TABLE seed_history (
    board_id text NOT NULL,
    number integer NOT NULL,
    tool_id text NOT NULL,
    seed_x float8 CHECK (seed_x BETWEEN 0 AND 100),
    seed_y float8 CHECK (seed_y BETWEEN 0 AND 100),
    baked_seq bigint,
    PRIMARY KEY (board_id, number, tool_id)
);

-- What visitors propose while voting is off.
CREATE TABLE suggestions (
    board_id text NOT NULL,
    suggestion_id text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('tool', 'move')),
    tool_id text,
    name text NOT NULL,
    reason text NOT NULL,
    x float8 CHECK (x BETWEEN 0 AND 100),
    y float8 CHECK (y BETWEEN 0 AND 100),
    voter_id text,
    made_at timestamp NOT NULL,
    status text NOT NULL CHECK (status IN ('waiting', 'accepted', 'declined')),
    decided_at timestamp,
    PRIMARY KEY (board_id, suggestion_id)
);

-- Boards frozen under a name. files: the SHA-256 of each file, as JSON.
CREATE TABLE snapshots (
    board_id text NOT NULL,
    name text NOT NULL,
    taken_at timestamp NOT NULL,
    seq bigint NOT NULL,
    files text NOT NULL,
    software text NOT NULL,
    path text NOT NULL,
    PRIMARY KEY (board_id, name)
);
