-- items counts the rows of queue_items, since counting them would read them all.
CREATE TABLE {schema}.queues (
  name  text COLLATE "C" PRIMARY KEY,
  items bigint           NOT NULL,
  lanes integer          NOT NULL
);

-- A row stays when its lease ends, so that the token goes on growing.
CREATE TABLE {schema}.queue_lanes (
  queue      text COLLATE "C" NOT NULL,
  lane       integer          NOT NULL,
  token      bigint           NOT NULL DEFAULT 0,
  expires_at timestamptz      NOT NULL DEFAULT '-infinity',
  owner      text,
  PRIMARY KEY (queue, lane)
);

-- state: 0 fresh, 1 retried, 2 dead. Hashes are SHA-256: of tenant and key, and of queue, tenant and idempotency key.
CREATE TABLE {schema}.queue_items (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  appended_at     timestamptz      NOT NULL,
  due_at          timestamptz      NOT NULL,
  lane            integer          NOT NULL,
  attempts        integer          NOT NULL DEFAULT 0,
  state           smallint         NOT NULL DEFAULT 0,
  queue           text COLLATE "C" NOT NULL,
  tenant          text COLLATE "C" NOT NULL,
  key_hash        bytea            NOT NULL,
  effect_hash     bytea            NOT NULL,
  key             text             NOT NULL,
  idempotency_key text             NOT NULL,
  last_error      text,
  payload         bytea            NOT NULL
);

CREATE UNIQUE INDEX queue_items_effect ON {schema}.queue_items (effect_hash);
CREATE INDEX queue_items_lane ON {schema}.queue_items (queue, lane, id) WHERE state <> 2;
CREATE INDEX queue_items_in_the_way ON {schema}.queue_items (queue, key_hash, id) WHERE state <> 0;
CREATE INDEX queue_items_dead ON {schema}.queue_items (queue, id) WHERE state = 2;
