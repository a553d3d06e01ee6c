using CsCheck;
using Paracle.Cache.Internal;

namespace Paracle.Cache.Tests.Memory;

/// <summary>Two threads write keys of their own, with versions that grow, and read each other's.</summary>
public sealed class MemoryLayerThreadTests
{
    private const int Keys = 64;
    private const int MaximumEntries = 24;
    private const int MaximumBytes = 20_000;
    private const int Steps = 20_000;

    [Fact]
    public void TwoThreads_AnySteps_NeitherStaleNorLostNorOverTheBounds() => Gen.Int.Sample(
        seed =>
        {
            var layer = new MemoryLayer(MaximumEntries, MaximumBytes, TestEntry.Left);
            var floors = new long[Keys];
            var entries = new List<TestEntry>[] { [], [] };

            Parallel.For(0, 2, new ParallelOptions { MaxDegreeOfParallelism = 2 }, thread => Work(layer, new Random(seed + thread), thread, floors, entries[thread]));

            CheckAtRest(layer, [.. entries.SelectMany(written => written)]);
            layer.Clear();
            entries.ShouldAllBe(written => written.TrueForAll(entry => entry.Removals == 1));
        },
        iter: 20,
        threads: 1);

    private static void Work(MemoryLayer layer, Random random, int thread, long[] floors, List<TestEntry> written)
    {
        for (var version = 1L; version <= Steps; version++)
        {
            var number = random.Next(Keys);
            var isOwn = number % 2 == thread;
            switch (random.Next(10))
            {
                case < 3 when isOwn:
                    var entry = new TestEntry($"key {number}", random.Next(500), version);
                    written.Add(entry);
                    layer.Set(entry).ShouldBeTrue();
                    Volatile.Write(ref floors[number], version);
                    break;
                case 3 when isOwn:
                    layer.Remove($"key {number}");
                    Volatile.Write(ref floors[number], version);
                    break;
                case 4 when layer.TryGet($"key {number}", out var any):
                    layer.Remove(any);
                    break;
                default:
                    Read(layer, number, floors);
                    break;
            }

            layer.Count.ShouldBeInRange(0, MaximumEntries);
            layer.Bytes.ShouldBeInRange(0, MaximumBytes);
        }
    }

    /// <summary>The floor is the version of the last write or removal that had ended before this read began.</summary>
    private static void Read(MemoryLayer layer, int number, long[] floors)
    {
        var floor = Volatile.Read(ref floors[number]);
        if (layer.TryGet($"key {number}", out var found))
        {
            found.Key.ShouldBe($"key {number}");
            ((TestEntry)found).Version.ShouldBeGreaterThanOrEqualTo(floor);
        }
    }

    private static void CheckAtRest(MemoryLayer layer, List<TestEntry> written)
    {
        var held = written.Where(entry => layer.TryGet(entry.Key, out var found) && found == entry).ToList();
        layer.Count.ShouldBe(held.Count);
        layer.Bytes.ShouldBe(held.Sum(entry => entry.Weight));
        held.ShouldAllBe(entry => entry.Removals == 0);
        written.Except(held).ShouldAllBe(entry => entry.Removals == 1);
    }
}
