namespace Paracle.Benchmarks.Caches.Memory;

/// <summary>Requests for keys of 30 characters, the same in every run: popular by a power law, with scans in between.</summary>
internal sealed class KeyTrace
{
    private const string Once = "once";

    private readonly TracePlan _plan;
    private readonly string[] _keys;
    private readonly double[] _sums;
    private readonly Random _random = new(1);
    private int _scanned;

    public KeyTrace(TracePlan plan)
    {
        _plan = plan;
        _keys = [.. Enumerable.Range(0, plan.Keys).Select(i => Name("again", i))];
        _random.Shuffle(_keys);
        _sums = new double[plan.Keys];
        var sum = 0.0;
        for (var i = 0; i < plan.Keys; i++)
        {
            _sums[i] = sum += 1 / Math.Pow(i + 1, plan.Skew);
        }
    }

    public static string Name(string kind, int number) => $"tenant:{kind,10}:{number:000000000000}";

    public static bool IsOfScan(string key) => key.Contains(Once, StringComparison.Ordinal);

    public IEnumerable<string> Take(int requests)
    {
        for (var i = 1; i <= requests; i++)
        {
            var rank = Array.BinarySearch(_sums, _random.NextDouble() * _sums[^1]);
            var moved = _plan.MoveEvery == 0 ? 0 : i / _plan.MoveEvery * (_plan.Keys / 10);
            yield return _keys[((rank < 0 ? ~rank : rank) + moved) % _keys.Length];
            for (var scan = 0; _plan.ScanEvery > 0 && i % _plan.ScanEvery == 0 && scan < _plan.ScanLength; scan++)
            {
                yield return Name(Once, _scanned++);
            }
        }
    }
}
