namespace Paracle.Torture.Caches;

/// <summary>
/// What the dice of one seed do: reads, writes, removals and tag removals of a few keys from every node at once. Two keys are written by one writer at a
/// time, as a source does it that cannot order its writers; the other two by racing writers, whose versions the cache orders.
/// </summary>
internal sealed class CacheSchedule
{
    private const int ActorsOfANode = 3;
    private const int KeysOfAGroup = 2;

    private static readonly CachePolicy[] Policies =
    [
        new("long"),
        new("short-in-memory") { LocalLifetime = TimeSpan.FromMilliseconds(20) },
        new("renewed-early") { Lifetime = TimeSpan.FromMilliseconds(200), EagerRefresh = 0.3, FailSafe = TimeSpan.FromMinutes(1) },
    ];

    private readonly CacheStage _stage;
    private readonly CacheReader _reader;
    private readonly CacheWriter _writer;
    private readonly int _seed;

    public CacheSchedule(CacheStage stage, CacheReader reader, CacheWriter writer, string name, int seed)
    {
        (_stage, _reader, _writer, _seed) = (stage, reader, writer, seed);
        var policy = Policies[new Random(seed).Next(Policies.Length)];
        Groups = [Group("one", new SemaphoreSlim(1)), Group("racing", writer: null)];
        CacheGroup Group(string writers, SemaphoreSlim? writer) => new(
            [.. Enumerable.Range(0, KeysOfAGroup).Select(index => $"{name}:{writers}:{index}")], $"{name}:{writers}", policy, writer);
    }

    public IReadOnlyList<CacheGroup> Groups { get; }

    /// <summary>Acts until every actor has done so many things, or the token is cancelled.</summary>
    /// <param name="actions">How much each actor does.</param>
    /// <param name="pause">How long an actor rests at most after each action, in milliseconds.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public Task RunAsync(int actions, double pause, CancellationToken cancellationToken) =>
        Task.WhenAll(from node in Enumerable.Range(0, _stage.Nodes.Count)
                     from actor in Enumerable.Range(0, ActorsOfANode)
                     let random = new Random(unchecked((_seed * 100) + (node * ActorsOfANode) + actor))
                     select Task.Run(() => ActAsync(_stage.Nodes[node], random, actions, pause, cancellationToken), CancellationToken.None));

    private async Task ActAsync(CacheNode node, Random random, int actions, double pause, CancellationToken cancellationToken)
    {
        for (var i = 0; i < actions && !cancellationToken.IsCancellationRequested; i++)
        {
            var group = Groups[random.Next(Groups.Count)];
            var key = group.Keys[random.Next(KeysOfAGroup)];
            await (random.Next(100) switch
            {
                < 60 => _reader.ReadAsync(node, group, key, random),
                < 65 => _reader.LeaveAsync(node, group, key, random),
                < 75 => _writer.RemoveAsync(node, group, key),
                < 80 => _writer.RemoveTagAsync(node, group),
                < 90 when group.Writer is not null => _writer.SetAsync(node, group, key),
                _ => _writer.WriteThroughAsync(node, group, key, random),
            });
            if (pause > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.NextDouble() * pause), TimeProvider.System, CancellationToken.None);
            }
        }
    }
}
