-- items counts the rows of queue_item, since counting them would read them all.
CREATE TABLE queue (
  name  TEXT    PRIMARY KEY,
  lanes INTEGER NOT NULL,
  items INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A row stays when its lease ends, so that the token goes on growing.
CREATE TABLE queue_lane (
  queue      TEXT    NOT NULL,
  lane       INTEGER NOT NULL,
  owner      TEXT    NOT NULL,
  token      INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (queue, lane)
) STRICT, WITHOUT ROWID;

-- state: 0 fresh, 1 retried, 2 dead. AUTOINCREMENT never gives an id out twice.
CREATE TABLE queue_item (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  queue           TEXT    NOT NULL,
  lane            INTEGER NOT NULL,
  tenant          TEXT    NOT NULL,
  key             TEXT    NOT NULL,
  idempotency_key TEXT    NOT NULL,
  payload         BLOB    NOT NULL,
  appended_at     INTEGER NOT NULL,
  due_at          INTEGER NOT NULL,
  state           INTEGER NOT NULL DEFAULT 0,
  attempts        INTEGER NOT NULL DEFAULT 0,
  last_error      TEXT
) STRICT;

CREATE UNIQUE INDEX queue_item_effect ON queue_item (queue, tenant, idempotency_key);
CREATE INDEX queue_item_lane ON queue_item (queue, lane, id) WHERE state <> 2;
CREATE INDEX queue_item_in_the_way ON queue_item (queue, tenant, key, id) WHERE state <> 0;
CREATE INDEX queue_item_dead ON queue_item (queue, id) WHERE state = 2;
