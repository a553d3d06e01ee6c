-- Names compare by their bytes, the order that listings promise. body is the spec as JSON.
CREATE TABLE {schema}.agents (
  tenant     text COLLATE "C" NOT NULL,
  name       text COLLATE "C" NOT NULL,
  version    bigint           NOT NULL,
  created_at timestamptz      NOT NULL,
  updated_at timestamptz      NOT NULL,
  body       jsonb            NOT NULL,
  parent     text COLLATE "C" GENERATED ALWAYS AS (body ->> 'parent') STORED,
  PRIMARY KEY (tenant, name),
  CONSTRAINT agents_parent_exists FOREIGN KEY (tenant, parent) REFERENCES {schema}.agents (tenant, name)
);

CREATE INDEX agents_parent ON {schema}.agents (tenant, parent) WHERE parent IS NOT NULL;
CREATE INDEX agents_created_at ON {schema}.agents (created_at);

-- Workflows are looked up by name: the primary key serves that.
CREATE TABLE {schema}.workflows (
  tenant     text COLLATE "C" NOT NULL,
  name       text COLLATE "C" NOT NULL,
  version    bigint           NOT NULL,
  created_at timestamptz      NOT NULL,
  updated_at timestamptz      NOT NULL,
  body       jsonb            NOT NULL,
  PRIMARY KEY (tenant, name)
);
