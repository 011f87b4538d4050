-- What a database must know of itself before anything else is read.
CREATE TABLE schema_migrations (
    number integer PRIMARY KEY,
    name text NOT NULL,
    applied_at timestamp NOT NULL
);

-- Boards: a chart with four named ends.
CREATE TABLE boards (
    board_id text PRIMARY KEY,
    title text NOT NULL,
    axis_left text NOT NULL,
    axis_right text NOT NULL,
    axis_bottom text NOT NULL,
    axis_top text NOT NULL,
    anchor_weight float8 NOT NULL CHECK (anchor_weight >= 0),
    adding_open boolean NOT NULL
);

-- Tools: what is placed on a board. Branches are joined with '; '.
CREATE TABLE tools (
    board_id text NOT NULL,
    tool_id text NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    branches text NOT NULL,
    seed_x float8 CHECK (seed_x BETWEEN 0 AND 100),
    seed_y float8 CHECK (seed_y BETWEEN 0 AND 100),
    created_by text,
    created_at timestamp,
    status text NOT NULL CHECK (status IN ('live', 'proposed', 'hidden', 'merged')),
    merged_into text,
    PRIMARY KEY (board_id, tool_id)
);

-- Rounds: voting windows. opened_seq is the last vote before the opening.
CREATE TABLE rounds (
    board_id text NOT NULL,
    round_id text NOT NULL,
    name text NOT NULL,
    opened_at timestamp NOT NULL,
    closed_at timestamp,
    reveal text NOT NULL CHECK (reveal IN ('live', 'after_own_vote', 'after_close')),
    start text NOT NULL CHECK (start IN ('cumulative', 'fresh')),
    opened_seq bigint NOT NULL,
    PRIMARY KEY (board_id, round_id)
);

-- Voters: identities that last in a browser.
CREATE TABLE voters (
    board_id text NOT NULL,
    voter_id text NOT NULL,
    name text,
    branch text,
    blocked_at timestamp,
    PRIMARY KEY (board_id, voter_id)
);

-- The log: appended to, never edited. superseded marks an imported row that
-- arrived after a later vote of the same voter on the tool, and never counts.
CREATE TABLE votes (
    board_id text NOT NULL,
    seq bigint NOT NULL,
    vote_id uuid NOT NULL,
    round_id text,
    tool_id text NOT NULL,
    voter_id text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('place', 'unsure', 'unknown_tool', 'withdraw')),
    x float8 CHECK (x BETWEEN 0 AND 100),
    y float8 CHECK (y BETWEEN 0 AND 100),
    shown_x float8 CHECK (shown_x BETWEEN 0 AND 100),
    shown_y float8 CHECK (shown_y BETWEEN 0 AND 100),
    cast_at timestamp,
    source text NOT NULL,
    superseded boolean NOT NULL,
    CHECK ((kind = 'place') = (x IS NOT NULL)),
    CHECK (kind = 'place' OR y IS NULL)
);

-- The latest vote of each voter on each tool; always what the log amounts to.
CREATE TABLE current_votes (
    board_id text NOT NULL,
    tool_id text NOT NULL,
    voter_id text NOT NULL,
    seq bigint NOT NULL,
    round_id text,
    kind text NOT NULL,
    x float8,
    y float8,
    cast_at timestamp,
    source text NOT NULL,
    PRIMARY KEY (board_id, tool_id, voter_id)
);

-- Imported rows that could not be used, with the reason.
CREATE TABLE quarantine (
    board_id text NOT NULL,
    source text NOT NULL,
    line integer NOT NULL,
    column_name text NOT NULL,
    reason text NOT NULL,
    content text NOT NULL,
    set_aside_at timestamp NOT NULL
);
