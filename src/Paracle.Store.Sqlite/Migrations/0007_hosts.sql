-- The hosts that run executions. A lease that ended can be renewed until another host has closed what was left behind; from then on the name is out of
-- use, and its row stays for an hour more for what a host that was only paused may still write under it.
CREATE TABLE host (
  name       TEXT    NOT NULL PRIMARY KEY,
  expires_at INTEGER NOT NULL,
  swept_at   INTEGER
) STRICT, WITHOUT ROWID;

-- Few rows at any time: those that have not ended.
CREATE INDEX execution_open ON execution (host) WHERE state < 3;
