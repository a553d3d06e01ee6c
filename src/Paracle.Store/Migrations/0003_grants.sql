-- subject_hash is SHA-256 of the subject, which may be too long for an index.
CREATE TABLE {schema}.grants (
  tenant        text COLLATE "C" NOT NULL,
  subject_hash  bytea            NOT NULL,
  action        smallint         NOT NULL,
  resource_kind smallint         NOT NULL,
  resource_name text COLLATE "C" NOT NULL,
  subject       text             NOT NULL,
  PRIMARY KEY (tenant, subject_hash, action, resource_kind, resource_name)
);
