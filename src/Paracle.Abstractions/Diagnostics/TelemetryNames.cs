namespace Paracle;

/// <summary>The names of meters, activity sources and metrics. One meter and one source per package, named as the package.</summary>
public static partial class TelemetryNames
{
    /// <summary>The meter and source of Paracle.Runtime.</summary>
    public const string Runtime = "Paracle.Runtime";

    /// <summary>The meter and source of Paracle.Store.</summary>
    public const string Store = "Paracle.Store";

    /// <summary>The meter and source of Paracle.Store.Sqlite.</summary>
    public const string Sqlite = "Paracle.Store.Sqlite";

    /// <summary>The meter and source of Paracle.Cache.</summary>
    public const string Cache = "Paracle.Cache";

    /// <summary>The meter and source of Paracle.Providers, and of the <c>gen_ai.*</c> telemetry of Microsoft.Extensions.AI.</summary>
    public const string Providers = "Paracle.Providers";

    /// <summary>The meter and source of Paracle.AspNetCore.</summary>
    public const string AspNetCore = "Paracle.AspNetCore";

    /// <summary>Histogram, seconds: how long runs take, by <c>paracle.execution.state</c>.</summary>
    public const string RunDuration = "paracle.agent.run.duration";

    /// <summary>Up-down counter, {run}: runs at work.</summary>
    public const string ActiveRuns = "paracle.agent.run.active";

    /// <summary>Histogram, seconds: how long tool calls take, by <c>paracle.tool.outcome</c>.</summary>
    public const string ToolDuration = "paracle.agent.tool.duration";

    /// <summary>Counter, {denial}: actions refused for want of a grant.</summary>
    public const string GrantDenials = "paracle.grant.denials";

    /// <summary>The first part of the names of a pipeline's metrics in the SQLite store.</summary>
    public const string SqliteWritePipeline = "paracle.store.write";

    /// <summary>The first part of the names of the metrics of the pipeline that writes executions in the PostgreSQL store.</summary>
    public const string StoreWritePipeline = "paracle.store.write";

    /// <summary>The first part of the names of the metrics of the pipelines that look up executions, agents and grants in the PostgreSQL store.</summary>
    public const string StoreReadPipeline = "paracle.store.read";

    /// <summary>The first part of the names of the metrics of the pipeline that reads values of the cache from Redis together.</summary>
    public const string CacheReadPipeline = "paracle.cache.read";

    /// <summary>Counter, {write}: writes of executions that the PostgreSQL store acknowledged in memory, as its options asked, and could not store.</summary>
    public const string StoreWritesLost = "paracle.store.write.lost";

    /// <summary>The first part of the names of the metrics of the pipeline that appends to the journal in the PostgreSQL store.</summary>
    public const string StoreAppendPipeline = "paracle.store.append";

    /// <summary>Gauge, {item}: items that wait in a queue this host works on, by <c>paracle.store.queue</c>.</summary>
    public const string StoreQueueDepth = "paracle.store.queue.depth";

    /// <summary>Gauge, seconds: how long the oldest of them has waited, by <c>paracle.store.queue</c>.</summary>
    public const string StoreQueueAge = "paracle.store.queue.age";

    /// <summary>The queue's name as a label: one of those the host's code works on.</summary>
    public const string StoreQueueLabel = "paracle.store.queue";

    /// <summary>Counter, {execution}: executions of lost hosts that this host closed as Failed.</summary>
    public const string StoreOrphansClosed = "paracle.store.orphans.closed";

    /// <summary>Gauge, seconds: for how long the lease of the host is over that was lost first and whose executions nobody has closed; 0 when there is none.</summary>
    public const string StoreOldestOrphan = "paracle.store.orphan.oldest";

    /// <summary>Up-down counter, {stream}: event streams that are open.</summary>
    public const string OpenStreams = "paracle.http.stream.open";

    /// <summary>Counter, {stream}: event streams cut because their reader was too slow.</summary>
    public const string CutStreams = "paracle.http.stream.cut";

    /// <summary>Histogram, seconds: how long operations of the PostgreSQL store take, by <c>paracle.store.operation</c> and, when they fail, <c>error.type</c>.</summary>
    public const string StoreOperationDuration = "paracle.store.operation.duration";

    /// <summary>Counter, {retry}: operations of the PostgreSQL store tried again after a transient error, by <c>paracle.store.operation</c>.</summary>
    public const string StoreRetries = "paracle.store.retries";

    /// <summary>Gauge, {partition}: months of executions made after the present one, without a gap, as last seen by this host.</summary>
    public const string StorePartitionsAhead = "paracle.store.partitions.ahead";

    /// <summary>Counter, {partition}: months of executions made by this host.</summary>
    public const string StorePartitionsMade = "paracle.store.partitions.made";

    /// <summary>Counter, {partition}: months of executions detached by this host.</summary>
    public const string StorePartitionsDetached = "paracle.store.partitions.detached";

    /// <summary>Counter, {run}: runs of the store's maintenance that failed on this host and are tried again.</summary>
    public const string StoreMaintenanceFailures = "paracle.store.maintenance.failures";
    /// <summary>Histogram, seconds: how long calls of the PostgreSQL store wait for an open connection, by <c>db.client.connection.pool.name</c>.</summary>
    public const string PoolWaitTime = "db.client.connection.wait_time";

    /// <summary>Histogram, seconds: how long calls of the PostgreSQL store keep a connection, by <c>db.client.connection.pool.name</c>.</summary>
    public const string PoolUseTime = "db.client.connection.use_time";

    /// <summary>Counter, {timeout}: calls of the PostgreSQL store that found no connection free within the wait limit, by
    /// <c>db.client.connection.pool.name</c>.</summary>
    public const string PoolTimeouts = "db.client.connection.timeouts";

    /// <summary>The pool as a label: <c>paracle.service</c>, <c>paracle.maintenance</c> or <c>paracle.replica</c>.</summary>
    public const string PoolNameLabel = "db.client.connection.pool.name";

    /// <summary>Counter, {execution}: executions that retention removed from the SQLite store.</summary>
    public const string StoreExecutionsRemoved = "paracle.store.executions.removed";

    /// <summary>The store's operation as a label, for example <c>executions.write</c>.</summary>
    public const string StoreOperationLabel = "paracle.store.operation";

    /// <summary>Histogram, seconds: how long operations of the cache's second layer take, by <c>paracle.cache.operation</c> and
    /// <c>paracle.cache.outcome</c>.</summary>
    public const string CacheOperationDuration = "paracle.cache.operation.duration";

    /// <summary>Histogram, seconds: how long factories take, by <c>paracle.cache.name</c> and <c>paracle.cache.outcome</c> (<c>ok</c>, <c>error</c>,
    /// <c>overdue</c>).</summary>
    public const string CacheFactoryDuration = "paracle.cache.factory.duration";

    /// <summary>Counter, {hit}: reads answered by this host's memory, by <c>paracle.cache.name</c>.</summary>
    public const string CacheMemoryHits = "paracle.cache.memory.hits";

    /// <summary>Gauge, {entry}: entries in this host's memory, by <c>paracle.cache.name</c>.</summary>
    public const string CacheMemoryEntries = "paracle.cache.memory.entries";

    /// <summary>Gauge, bytes: what the entries in this host's memory take, by <c>paracle.cache.name</c>.</summary>
    public const string CacheMemoryBytes = "paracle.cache.memory.bytes";

    /// <summary>Counter, {entry}: entries that left memory for want of room, by <c>paracle.cache.name</c>.</summary>
    public const string CacheEvictions = "paracle.cache.memory.evictions";

    /// <summary>Counter, {hit}: reads answered by the layer that all hosts share, by <c>paracle.cache.name</c>.</summary>
    public const string CacheSharedHits = "paracle.cache.shared.hits";

    /// <summary>Counter, bytes: what was read from and written to the shared layer, by <c>paracle.cache.name</c> and <c>paracle.cache.direction</c>.</summary>
    public const string CacheSharedBytes = "paracle.cache.shared.io";

    /// <summary>Counter, {value}: values in the shared layer that could not be read, and were removed, by <c>paracle.cache.name</c>.</summary>
    public const string CacheDiscarded = "paracle.cache.shared.discarded";

    /// <summary>Counter, {miss}: reads that no layer answered, by <c>paracle.cache.name</c>.</summary>
    public const string CacheMisses = "paracle.cache.misses";

    /// <summary>Gauge, {flight}: loads under way, by <c>paracle.cache.name</c>.</summary>
    public const string CacheFlights = "paracle.cache.flights";

    /// <summary>Counter, {call}: calls that waited for a load which another call had begun, by <c>paracle.cache.name</c>.</summary>
    public const string CacheFlightsJoined = "paracle.cache.flights.joined";

    /// <summary>Counter, {wait}: waits for a fill that another node was making, by <c>paracle.cache.name</c>.</summary>
    public const string CacheLeaseWaits = "paracle.cache.lease.waits";

    /// <summary>Counter, {fill}: fills that were not stored because something was written meanwhile, by <c>paracle.cache.name</c>.</summary>
    public const string CacheFillsRefused = "paracle.cache.fills.refused";

    /// <summary>Counter, {value}: values served after their life because their factory failed, by <c>paracle.cache.name</c>.</summary>
    public const string CacheStaleServed = "paracle.cache.stale.served";

    /// <summary>Counter, {invalidation}: changes told to the other nodes, by <c>paracle.cache.name</c> and <c>paracle.cache.invalidation</c>.</summary>
    public const string CacheInvalidationsSent = "paracle.cache.invalidations.sent";

    /// <summary>Counter, {invalidation}: changes heard from other nodes, by <c>paracle.cache.name</c> and <c>paracle.cache.invalidation</c>.</summary>
    public const string CacheInvalidationsReceived = "paracle.cache.invalidations.received";

    /// <summary>Histogram, seconds: how long a change takes from one node to another, by <c>paracle.cache.name</c> and <c>paracle.cache.invalidation</c>.</summary>
    public const string CacheInvalidationLag = "paracle.cache.invalidation.lag";

    /// <summary>Gauge: 1 while the cache goes on without Redis, else 0, by <c>paracle.cache.name</c>.</summary>
    public const string CacheBreakerOpen = "paracle.cache.breaker.open";

    /// <summary>Gauge, {removal}: removals that Redis has not seen yet, by <c>paracle.cache.name</c>.</summary>
    public const string CachePendingRemovals = "paracle.cache.removals.pending";

    /// <summary>The cache's name, as a label: <c>default</c>, or one that the host gave.</summary>
    public const string CacheNameLabel = "paracle.cache.name";

    /// <summary>What was changed, as a label: <c>key</c> or <c>tag</c>.</summary>
    public const string CacheInvalidationLabel = "paracle.cache.invalidation";

    /// <summary>Where bytes went, as a label: <c>read</c> or <c>write</c>.</summary>
    public const string CacheDirectionLabel = "paracle.cache.direction";

    /// <summary>What was asked of the cache's second layer, as a label: <c>get</c>, <c>set</c>, <c>remove</c>; of a fill's lease <c>open</c>,
    /// <c>renew</c> and <c>release</c>; of a write-through <c>begin</c>.</summary>
    public const string CacheOperationLabel = "paracle.cache.operation";

    /// <summary>How it went, as a label: <c>hit</c> or <c>miss</c> of a get, <c>ok</c> of the others, <c>error</c> of any, <c>overdue</c> of a factory.</summary>
    public const string CacheOutcomeLabel = "paracle.cache.outcome";

    /// <summary>Gauge, {write}: writes in the journal that the source has not, by <c>paracle.cache.write_behind</c>; as of the last look.</summary>
    public const string WriteBehindDepth = "paracle.cache.write_behind.depth";

    /// <summary>Gauge, seconds: how long the oldest of them has waited, by <c>paracle.cache.write_behind</c>.</summary>
    public const string WriteBehindAge = "paracle.cache.write_behind.age";

    /// <summary>Gauge, {write}: writes set aside as dead letters, by <c>paracle.cache.write_behind</c>; as of the last look.</summary>
    public const string WriteBehindDeadLetters = "paracle.cache.write_behind.dead_letters";

    /// <summary>Counter, {write}: writes acknowledged, by <c>paracle.cache.write_behind</c>.</summary>
    public const string WriteBehindAccepted = "paracle.cache.write_behind.accepted";

    /// <summary>Counter, {write}: writes refused because too many waited, by <c>paracle.cache.write_behind</c>.</summary>
    public const string WriteBehindRejected = "paracle.cache.write_behind.rejected";

    /// <summary>Counter, {write}: writes that the sink took, by <c>paracle.cache.write_behind</c>.</summary>
    public const string WriteBehindWritten = "paracle.cache.write_behind.written";

    /// <summary>Counter, {write}: writes that the sink was spared because a later one of their key was in the batch, by <c>paracle.cache.write_behind</c>.</summary>
    public const string WriteBehindCoalesced = "paracle.cache.write_behind.coalesced";

    /// <summary>Counter, {failure}: calls of the sink that failed, by <c>paracle.cache.write_behind</c>.</summary>
    public const string WriteBehindFailures = "paracle.cache.write_behind.failures";

    /// <summary>Counter, {failure}: acknowledged writes that the cache could not be made to show, or to forget, by <c>paracle.cache.write_behind</c>.</summary>
    public const string WriteBehindCacheFailures = "paracle.cache.write_behind.cache_failures";

    /// <summary>The write-behind's name as a label.</summary>
    public const string WriteBehindLabel = "paracle.cache.write_behind";

    /// <summary>The end states of an execution, lower case, as a label.</summary>
    public const string StateLabel = "paracle.execution.state";

    /// <summary>The outcome of a tool call as a label: <c>ok</c>, <c>error</c>, <c>refused</c>.</summary>
    public const string ToolOutcomeLabel = "paracle.tool.outcome";

    /// <summary>Why a pipeline flushed, as a label.</summary>
    public const string FlushReasonLabel = "paracle.flush.reason";
}
