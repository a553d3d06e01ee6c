-- Money is a decimal number as text: SQLite has none of its own.
CREATE TABLE budget (
  tenant TEXT    NOT NULL,
  scope  TEXT    NOT NULL,
  period TEXT    NOT NULL,
  tokens INTEGER NOT NULL,
  cost   TEXT    NOT NULL,
  PRIMARY KEY (tenant, scope, period)
) STRICT, WITHOUT ROWID;

CREATE TABLE budget_reservation (
  id         BLOB    NOT NULL,
  tenant     TEXT    NOT NULL,
  scope      TEXT    NOT NULL,
  period     TEXT    NOT NULL,
  tokens     INTEGER NOT NULL,
  cost       TEXT    NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (id, tenant, scope, period)
) STRICT, WITHOUT ROWID;

CREATE INDEX budget_reservation_live ON budget_reservation (tenant, scope, period, expires_at);
CREATE INDEX budget_reservation_lapsed ON budget_reservation (expires_at);
