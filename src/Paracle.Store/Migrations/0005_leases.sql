-- A row outlives its lease by a day, so that no taker can be given a smaller token than one before.
CREATE TABLE {schema}.leases (
  name_hash  bytea       PRIMARY KEY,
  token      bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
  expires_at timestamptz NOT NULL,
  name       text        NOT NULL,
  owner      text        NOT NULL
);

CREATE INDEX leases_expires_at ON {schema}.leases (expires_at);
