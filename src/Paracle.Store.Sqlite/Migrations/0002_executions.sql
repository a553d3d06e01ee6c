-- id is a UUIDv7 in network byte order. Its first 48 bits are created_at, so that the order of id is the order of (created_at, id).
CREATE TABLE execution (
  tenant        TEXT    NOT NULL,
  id            BLOB    NOT NULL,
  version       INTEGER NOT NULL,
  state         INTEGER NOT NULL,
  kind          INTEGER NOT NULL,
  subject       TEXT    NOT NULL,
  target        TEXT    NOT NULL,
  host          TEXT,
  started_at    INTEGER,
  ended_at      INTEGER,
  input_tokens  INTEGER,
  output_tokens INTEGER,
  cost          TEXT,
  error_code    TEXT,
  error_message TEXT,
  input         TEXT    NOT NULL,
  output        TEXT,
  PRIMARY KEY (tenant, id)
) STRICT;

CREATE INDEX execution_target ON execution (tenant, target, id);

-- Nearly all rows end as Succeeded (3); the others are few and are what one looks for.
CREATE INDEX execution_state ON execution (tenant, state, id) WHERE state <> 3;
