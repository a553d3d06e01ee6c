-- AUTOINCREMENT never gives a token out twice, so that the rows of ended leases can go.
CREATE TABLE lease (
  token      INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT    NOT NULL UNIQUE,
  owner      TEXT    NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX lease_end ON lease (expires_at);
