-- name: prepare_migration
-- New tables and keys may take their time, and so may another server that makes them.
SET LOCAL statement_timeout = 0;
SET LOCAL lock_timeout = '60s';

-- name: migrate_alone
-- Wait until no other server changes the tables of this schema, and keep the others
-- waiting. The number means nothing but this.
SELECT pg_advisory_xact_lock(
    7303014, COALESCE((SELECT oid::bigint::bit(32)::integer FROM pg_namespace WHERE nspname = current_schema()), 0)
);
