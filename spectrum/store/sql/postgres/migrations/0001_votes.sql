-- What several servers need that write to one database: votes are found by id and by
-- seq, and neither is ever given twice.
ALTER TABLE votes ADD PRIMARY KEY (board_id, seq);
CREATE UNIQUE INDEX votes_by_id ON votes (board_id, vote_id);
CREATE INDEX current_votes_by_voter ON current_votes (board_id, voter_id);

-- Room in each page for the new version of a row beside the old one.
ALTER TABLE current_votes SET (fillfactor = 80);

-- Where each board stands. Whoever writes to a board holds its row locked, so that
-- seqs rise without gaps whichever server gives them. version rises with every
-- change, rules_version with those that are no votes.
CREATE TABLE board_states (
    board_id text PRIMARY KEY,
    version bigint NOT NULL,
    rules_version bigint NOT NULL,
    last_seq bigint NOT NULL
)
WITH (fillfactor = 10);
