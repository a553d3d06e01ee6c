-- Looks after the months of executions from within the server, every five minutes, as the role that runs this script. Run it in the database of the store,
-- which cron.database_name must name. Running it again replaces what it set up. To end it:
--   SELECT cron.unschedule(jobname) FROM cron.job WHERE jobname IN ('paracle-months-{schema}', 'paracle-detach-{schema}');
CREATE EXTENSION IF NOT EXISTS pg_cron;

SELECT cron.schedule('paracle-months-{schema}', '*/5 * * * *', $job$DO $months$
DECLARE
  present    timestamptz := date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
  kept_from  timestamptz := {kept_from};
  month      timestamptz;
  leaf       name;
  detach     text;
BEGIN
  -- The lock is the one that hosts take: they and this may both be at work.
  PERFORM pg_advisory_xact_lock({lock});
  SET LOCAL lock_timeout = '5s';
  SET LOCAL TIME ZONE 'UTC';

  CREATE TEMPORARY TABLE paracle_leaves ON COMMIT DROP AS
    SELECT child.relname AS leaf, link.inhdetachpending AS is_pending,
      coalesce((regexp_match(bound.text, 'FROM \(''([^'']+)''\)'))[1]::timestamptz, '-infinity') AS first,
      coalesce((regexp_match(bound.text, 'TO \(''([^'']+)''\)'))[1]::timestamptz, 'infinity') AS beyond
    FROM pg_catalog.pg_inherits AS link
    JOIN pg_catalog.pg_class AS child ON child.oid = link.inhrelid
    CROSS JOIN LATERAL pg_catalog.pg_get_expr(child.relpartbound, child.oid) AS bound (text)
    WHERE link.inhparent = '"{schema}".executions'::regclass AND bound.text <> 'DEFAULT';

  FOR ahead IN 0..{ahead} LOOP
    month := present + make_interval(months => ahead);
    leaf := 'executions_' || to_char(month, 'YYYY_MM');
    CONTINUE WHEN EXISTS (SELECT FROM paracle_leaves WHERE NOT is_pending AND first <= month AND beyond >= month + interval '1 month');
    EXECUTE format(
      'CREATE TABLE "{schema}".%I (LIKE "{schema}".executions INCLUDING ALL, CONSTRAINT %I CHECK (created_at >= %L AND created_at < %L)) WITH ({settings})',
      leaf, leaf || '_month', month, month + interval '1 month');
    EXECUTE format('ALTER TABLE "{schema}".executions ATTACH PARTITION "{schema}".%I FOR VALUES FROM (%L) TO (%L)', leaf, month, month + interval '1 month');
    EXECUTE format('ALTER TABLE "{schema}".%I DROP CONSTRAINT %I', leaf, leaf || '_month');
  END LOOP;

  -- What is detached and no longer kept.
  FOR leaf IN
    SELECT relname FROM pg_catalog.pg_class
    WHERE relnamespace = '"{schema}"'::regnamespace AND relkind = 'r' AND NOT relispartition AND relname ~ '^executions_[1-9]\d\d\d_(0[1-9]|1[0-2])$'
      AND to_timestamp(right(relname, 7), 'YYYY_MM') + interval '1 month' <= kept_from
  LOOP
    {put_away};
  END LOOP;

  -- A detach that lets others read and write cannot run in here: it is a job of its own, for one partition at a time.
  SELECT format('ALTER TABLE "{schema}".executions DETACH PARTITION "{schema}".%I %s', leaves.leaf, CASE WHEN is_pending THEN 'FINALIZE' ELSE 'CONCURRENTLY' END)
    INTO detach FROM paracle_leaves AS leaves WHERE is_pending OR beyond <= kept_from ORDER BY first LIMIT 1;
  IF detach IS NOT NULL THEN
    PERFORM cron.schedule('paracle-detach-{schema}', '* * * * *', detach);
  ELSE
    PERFORM cron.unschedule(jobname) FROM cron.job WHERE jobname = 'paracle-detach-{schema}';
  END IF;

  IF coalesce((SELECT last_analyze FROM pg_catalog.pg_stat_all_tables WHERE relid = '"{schema}".executions'::regclass), '-infinity') < now() - interval '1 day' THEN
    ANALYZE "{schema}".executions;
  END IF;
END
$months$ $job$);
