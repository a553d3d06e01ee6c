-- Times are milliseconds since 1970, UTC. kind: 0 agent, 1 workflow. body is the spec as JSON.
CREATE TABLE spec (
  tenant     TEXT    NOT NULL,
  kind       INTEGER NOT NULL,
  name       TEXT    NOT NULL,
  parent     TEXT,
  version    INTEGER NOT NULL,
  body       TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, kind, name)
) STRICT;

CREATE INDEX spec_parent ON spec (tenant, kind, parent) WHERE parent IS NOT NULL;
