-- The hosts that run executions. Times are the server's. A lease that ended can be renewed until another host has closed what was left behind; from
-- then on the name is out of use, and its row stays for an hour more for what a host that was only paused may still write under it.
CREATE TABLE {schema}.hosts (
  name       text COLLATE "C" PRIMARY KEY,
  started_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  swept_at   timestamptz,
  pool_size  integer     NOT NULL
);
