-- What a snapshot holds and how it may be used. path: the name of its package, a zip file.
ALTER TABLE snapshots ADD COLUMN title text;
ALTER TABLE snapshots ADD COLUMN licence text;
ALTER TABLE snapshots ADD COLUMN n_tools bigint;
ALTER TABLE snapshots ADD COLUMN n_voters bigint;
ALTER TABLE snapshots ADD COLUMN n_votes bigint;
ALTER TABLE snapshots ADD COLUMN sha256 text;
ALTER TABLE snapshots ADD COLUMN size bigint;

-- The packages themselves, in parts. content: Base64, which both databases and the copy
-- from one to the other take for the text that it is.
CREATE TABLE snapshot_packages (
    board_id text NOT NULL,
    name text NOT NULL,
    part integer NOT NULL,
    content text NOT NULL,
    PRIMARY KEY (board_id, name, part)
);
