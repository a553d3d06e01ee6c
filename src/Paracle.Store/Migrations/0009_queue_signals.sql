-- Set by who has found nothing to do and waits to be told; the next append tells everybody, once.
ALTER TABLE {schema}.queues ADD COLUMN awaited boolean NOT NULL DEFAULT true;
