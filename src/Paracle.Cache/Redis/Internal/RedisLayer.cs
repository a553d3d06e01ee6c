using System.Runtime.CompilerServices;
using Paracle.Cache.Internal;
using StackExchange.Redis;

namespace Paracle.Cache.Redis.Internal;

/// <summary>The second layer of one cache: its keys in Redis, and what is done with them. Nothing here throws because of Redis.</summary>
internal sealed class RedisLayer
{
    /// <summary>The tag that every entry has.</summary>
    public const string Everything = "*";

    // A replica may lag behind what this node has already heard.
    public const CommandFlags PrimaryOnly = CommandFlags.DemandMaster;

    // As long as any entry may live, and more: a removed tag must be remembered as long as there may be entries of it.
    private static readonly long TagLife = (long)TimeSpan.FromDays(70).TotalMilliseconds;

    private readonly RedisRequests _requests;
    private readonly SharedReads _reads;
    private readonly RedisOptions _options;
    private readonly string _name;
    private readonly string _valuePrefix;
    private readonly string _leasePrefix;
    private readonly string _payloadPrefix;
    private readonly RedisKey _clockKey;
    private readonly MeanLength _lengths = new();
    private readonly RedisValue _channel;

    public RedisLayer(string name, RedisParts parts)
    {
        (_name, Link, _requests, _reads, _options) = (name, parts.Link, parts.Requests, parts.Reads, parts.Options);

        // What stands in the braces decides the slot on a cluster: a value and its lease share it. The dot keeps it from being empty.
        (_valuePrefix, _leasePrefix, _payloadPrefix) = (Prefix("v"), Prefix("l"), Prefix("p"));
        _clockKey = _options.KeyPrefix + "{tags}:clock";
        _channel = _options.KeyPrefix + "notices";
        string Prefix(string kind) => $"{_options.KeyPrefix}{name}:{kind}:{{.";
    }

    public RedisLink Link { get; }

    public bool IsUp => Link.IsUp;

    public TimeSpan FillLease => _options.FillLease;

    public int BulkBytes => _options.BulkBytes;

    public static RedisKey TagKey(string prefix, string cache, string tag) => $"{prefix}{{tags}}:{cache}:{tag}";

    /// <summary>Reads what is stored under a key.</summary>
    public ValueTask<SharedRead> ReadAsync(string key) => _reads.ReadAsync(ValueKey(key), _lengths);

    /// <summary>Reads the payload of a value that is kept apart.</summary>
    public async ValueTask<SharedRead> ReadPayloadAsync(string key)
    {
        var answer = await _requests.AskBulkAsync("get", PayloadKey(key), static (database, key) => database.StringGetLeaseAsync(key, PrimaryOnly)).ConfigureAwait(false);
        return answer.IsAnswered ? SharedRead.Of(answer.Value) : default;
    }

    /// <summary>Reads many keys: one command for each slot of a cluster, one in all elsewhere. Null when Redis did not answer.</summary>
    public ValueTask<byte[]?[]?> ReadManyAsync(IReadOnlyList<string> keys) => _requests.ReadManyAsync([.. keys.Select(ValueKey)]);

    /// <summary>Reads the versions of tags; 0 of one that was never removed. Null when Redis did not answer.</summary>
    public async ValueTask<long[]?> ReadTagsAsync(IReadOnlyList<string> tags)
    {
        RedisKey[] keys = [.. tags.Select(tag => TagKey(_options.KeyPrefix, _name, tag))];
        var answer = await _requests.AskAsync("get", keys, static (database, keys) => database.StringGetAsync(keys, PrimaryOnly)).ConfigureAwait(false);
        return answer.Value is { } versions ? [.. versions.Select(version => version.TryParse(out long removedAt) ? removedAt : 0)] : null;
    }

    /// <summary>Asks for the right to fill a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="token">Who asks.</param>
    /// <param name="seen">What is there but of no use.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Opening> OpenAsync(string key, byte[] token, SeenVersion seen)
    {
        var answer = await ScriptAsync(
            "open", key, EntryScripts.Open, Deadline(), token, Milliseconds(_options.FillLease), Stored(seen), StoredFormat.VersionOffset).ConfigureAwait(false);
        if (answer.Value is not { } reply)
        {
            return default;
        }

        return (int)reply[0] switch
        {
            EntryScripts.Leading => new Opening(OpeningKind.Leading),
            EntryScripts.Present => new Opening(OpeningKind.Present, Stored: (byte[]?)reply[1]),
            EntryScripts.Held => new Opening(OpeningKind.Held, TimeSpan.FromMilliseconds((long)reply[1])),
            EntryScripts.Failed => new Opening(OpeningKind.Failed, TimeSpan.FromMilliseconds((long)reply[1]), Error: (string?)reply[2]),
            _ => default,
        };
    }

    /// <summary>Stores what a fill made, if its lease still holds.</summary>
    /// <param name="key">The key.</param>
    /// <param name="token">Who had the lease.</param>
    /// <param name="entry">What to store.</param>
    /// <param name="seen">What was there before but of no use.</param>
    public ValueTask<WriteOutcome> CommitAsync(string key, byte[] token, StoredEntry entry, SeenVersion seen) => ChangeAsync(
        "set",
        key,
        EntryScripts.Commit,
        entry.IsBulk,
        token,
        entry.Head,
        Milliseconds(entry.Life),
        _channel,
        Notify(NoticeKind.Wake, key, 0),
        entry.Payload,
        Stored(seen),
        StoredFormat.VersionOffset);

    /// <summary>Ends a lease without a value.</summary>
    public ValueTask<WriteOutcome> ReleaseAsync(string key, byte[] token, string error, TimeSpan hold) => ChangeAsync(
        "release", key, EntryScripts.Release, false, token, _channel, Notify(NoticeKind.Wake, key, 0), error, Milliseconds(hold));

    /// <summary>Holds a lease for longer.</summary>
    public ValueTask<WriteOutcome> RenewAsync(string key, byte[] token) =>
        ChangeAsync("renew", key, EntryScripts.Renew, false, token, Milliseconds(_options.FillLease));

    public ValueTask<WriteOutcome> SetAsync(string key, StoredEntry entry) => ChangeAsync(
        "set", key, EntryScripts.Set, entry.IsBulk, entry.Head, Milliseconds(entry.Life), _channel, Notify(NoticeKind.Key, key, entry.Version), entry.Payload);

    public ValueTask<WriteOutcome> RemoveAsync(string key) =>
        ChangeAsync("remove", key, EntryScripts.Remove, false, _channel, Notify(NoticeKind.Key, key, 0));

    /// <summary>Keeps fills from being stored until the write has ended, at most for a time.</summary>
    public ValueTask<WriteOutcome> BeginWriteAsync(string key, byte[] token, TimeSpan atMost) =>
        ChangeAsync("begin", key, EntryScripts.BeginWrite, false, token, Milliseconds(atMost));

    /// <summary>Stores what was written to the source, unless something newer is there.</summary>
    public ValueTask<WriteOutcome> EndWriteAsync(string key, byte[] token, StoredEntry entry, byte[] sourceVersion) => ChangeAsync(
        "set",
        key,
        EntryScripts.EndWrite,
        entry.IsBulk,
        token,
        entry.Head,
        Milliseconds(entry.Life),
        _channel,
        Notify(NoticeKind.Key, key, entry.Version),
        entry.Payload,
        sourceVersion,
        StoredFormat.SourceVersionOffset);

    /// <summary>Removes a tag; its version, or null when Redis did not answer.</summary>
    public async ValueTask<long?> RemoveTagAsync(string tag, long clock)
    {
        RedisKey[] keys = [_clockKey, TagKey(_options.KeyPrefix, _name, tag)];
        RedisValue[] arguments = [Deadline(), clock, TagLife, _channel, Notify(NoticeKind.Tag, tag, 0)];
        var answer = await _requests.AskAsync(
            "remove", (keys, arguments), static (database, of) => database.ScriptEvaluateAsync(EntryScripts.RemoveTag, of.keys, of.arguments, PrimaryOnly)).ConfigureAwait(false);
        return answer.Value is { } reply && (long)reply > 0 ? (long)reply : null;
    }

    private static RedisValue Stored(SeenVersion seen) => seen.IsAny ? "*" : seen.Version is { } version ? BitConverter.GetBytes(version) : RedisValue.EmptyString;

    private static long Milliseconds(TimeSpan duration) => Math.Max(1, (long)Math.Ceiling(duration.TotalMilliseconds));

    private RedisKey ValueKey(string key) => string.Concat(_valuePrefix, key, "}");

    private RedisKey PayloadKey(string key) => string.Concat(_payloadPrefix, key, "}");

    private byte[] Notify(NoticeKind kind, string name, long version) => Notice.Encode(kind, Link.Node, Link.Clock.Now, version, _name, name);

    // Twice the budget: the caller has gone on after one, and what comes later than this is refused.
    private RedisValue Deadline() => Link.Clock.Now + (2 * _options.CacheTimeBudget.Ticks / TimeSpan.TicksPerMicrosecond);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<WriteOutcome> ChangeAsync(string operation, string key, string script, bool isBulk, params RedisValue[] arguments)
    {
        var answer = await ScriptAsync(operation, key, script, isBulk, [Deadline(), .. arguments]).ConfigureAwait(false);
        return answer.Value is not { } reply ? WriteOutcome.Unknown : (int)reply switch
        {
            EntryScripts.Done => WriteOutcome.Done,
            EntryScripts.Refused => WriteOutcome.Refused,
            EntryScripts.NoRoom => WriteOutcome.NoRoom,
            EntryScripts.Superseded => WriteOutcome.Superseded,
            _ => WriteOutcome.Unknown,
        };
    }

    private ValueTask<Answer<RedisResult>> ScriptAsync(string operation, string key, string script, params RedisValue[] arguments) =>
        ScriptAsync(operation, key, script, false, arguments);

    private ValueTask<Answer<RedisResult>> ScriptAsync(string operation, string key, string script, bool isBulk, RedisValue[] arguments)
    {
        var of = (script, keys: (RedisKey[])[ValueKey(key), string.Concat(_leasePrefix, key, "}"), PayloadKey(key)], arguments);
        return isBulk
            ? _requests.AskBulkAsync(operation, of, static (database, of) => database.ScriptEvaluateAsync(of.script, of.keys, of.arguments, PrimaryOnly))
            : _requests.AskAsync(operation, of, static (database, of) => database.ScriptEvaluateAsync(of.script, of.keys, of.arguments, PrimaryOnly));
    }
}
