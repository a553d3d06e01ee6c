-- hash is SHA-256 of tenant, scope and period, which together may be too long for an index.
CREATE TABLE {schema}.budgets (
  hash   bytea            PRIMARY KEY,
  tokens bigint           NOT NULL DEFAULT 0,
  cost   numeric          NOT NULL DEFAULT 0,
  tenant text COLLATE "C" NOT NULL,
  scope  text             NOT NULL,
  period text             NOT NULL
);

CREATE TABLE {schema}.budget_reservations (
  id         uuid        NOT NULL,
  budget     bytea       NOT NULL REFERENCES {schema}.budgets (hash) ON DELETE CASCADE,
  tokens     bigint      NOT NULL,
  cost       numeric     NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (id, budget)
);

CREATE INDEX budget_reservations_budget ON {schema}.budget_reservations (budget, expires_at);
