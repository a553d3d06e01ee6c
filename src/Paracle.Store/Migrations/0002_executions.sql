-- One partition a month, UTC, made by the store; none is the default, which would stand in the way of new months. created_at is the time inside id.
-- The primary key serves reads by id, which touch one partition, and listings of a tenant by (created_at, id).
CREATE TABLE {schema}.executions (
  created_at    timestamptz      NOT NULL,
  id            uuid             NOT NULL,
  version       bigint           NOT NULL,
  started_at    timestamptz,
  ended_at      timestamptz,
  input_tokens  bigint,
  output_tokens bigint,
  state         smallint         NOT NULL,
  kind          smallint         NOT NULL,
  tenant        text COLLATE "C" NOT NULL,
  target        text COLLATE "C" NOT NULL,
  subject       text             NOT NULL,
  host          text,
  cost          numeric,
  error_code    text,
  error_message text,
  input         text             NOT NULL,
  output        text,
  PRIMARY KEY (tenant, created_at, id)
) PARTITION BY RANGE (created_at);

CREATE INDEX executions_target_state ON {schema}.executions (tenant, target, state, created_at, id);
