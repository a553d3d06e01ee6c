CREATE TABLE access_grant (
  tenant        TEXT    NOT NULL,
  subject       TEXT    NOT NULL,
  action        INTEGER NOT NULL,
  resource_kind INTEGER NOT NULL,
  resource_name TEXT    NOT NULL,
  PRIMARY KEY (tenant, subject, action, resource_kind, resource_name)
) STRICT, WITHOUT ROWID;
