-- Finds the executions that a host left running. An index of a partitioned table is built online: see OnlineIndex.
CREATE INDEX{concurrently} {index} ON{only} {schema}.{table} (host, created_at) WHERE state < 3;
