-- Tools that attendees add may wait for the organiser's approval.
ALTER TABLE boards ADD COLUMN tools_need_approval boolean DEFAULT false;

-- A round may close by itself, and may ask for a code from those who join.
ALTER TABLE rounds ADD COLUMN closes_at timestamp;
ALTER TABLE rounds ADD COLUMN join_code text;
