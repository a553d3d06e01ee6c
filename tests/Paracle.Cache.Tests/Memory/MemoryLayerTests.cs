using Paracle.Cache.Internal;

namespace Paracle.Cache.Tests.Memory;

public sealed class MemoryLayerTests
{
    private const long Plenty = 1L << 40;

    [Fact]
    public void TryGet_ByTextAndBySpan_FindsTheSame()
    {
        var layer = new MemoryLayer(10, Plenty, removed: null);
        var entry = new TestEntry("key");
        layer.Set(entry).ShouldBeTrue();

        layer.TryGet("key", out var found).ShouldBeTrue();
        found.ShouldBeSameAs(entry);
        layer.TryGet("a key"[2..].AsSpan(), out found).ShouldBeTrue();
        found.ShouldBeSameAs(entry);
        layer.TryGet("KEY", out _).ShouldBeFalse();
        layer.TryGet("ke".AsSpan(), out _).ShouldBeFalse();
    }

    [Fact]
    public void TryGet_Hit_AllocatesNothing()
    {
        var layer = new MemoryLayer(10, Plenty, removed: null);
        layer.Set(new TestEntry("key"));
        ReadMany(layer);
        var before = GC.GetAllocatedBytesForCurrentThread();

        ReadMany(layer);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void Set_KeyHasAnEntry_ReplacesItAndSaysSo()
    {
        var layer = new MemoryLayer(10, Plenty, TestEntry.Left);
        var (first, second) = (new TestEntry("key", 5), new TestEntry("key", 7));
        layer.Set(first);
        layer.Set(second);

        layer.TryGet("key", out var found).ShouldBeTrue();
        found.ShouldBeSameAs(second);
        (layer.Count, layer.Bytes).ShouldBe((1, second.Weight));
        (first.Removals, second.Removals, layer.Evictions).ShouldBe((1, 0, 0));
    }

    [Fact]
    public void Set_MoreThanATenthOfTheBytes_IsRefusedAndTheKeysEntryGoes()
    {
        var layer = new MemoryLayer(10, 10_000, TestEntry.Left);
        var fits = new TestEntry("key", 1_000 - MemoryLayer.EntryOverhead - ("key".Length * sizeof(char)));
        layer.Set(fits).ShouldBeTrue();

        layer.Set(new TestEntry("key", fits.Size + 1)).ShouldBeFalse();

        layer.TryGet("key", out _).ShouldBeFalse();
        (layer.Count, layer.Bytes, fits.Removals).ShouldBe((0, 0, 1));
        layer.Set(new TestEntry("key", long.MaxValue)).ShouldBeFalse();
    }

    [Fact]
    public void Set_TheSameInstanceTwice_IsRefused()
    {
        var layer = new MemoryLayer(10, Plenty, removed: null);
        var entry = new TestEntry("key");
        layer.Set(entry);

        Should.Throw<InvalidOperationException>(() => layer.Set(entry));
        layer.Remove("key");
        Should.Throw<InvalidOperationException>(() => layer.Set(entry));
    }

    [Fact]
    public void Remove_Instance_OnlyWhileItsKeyHasIt()
    {
        var layer = new MemoryLayer(10, Plenty, TestEntry.Left);
        var (first, second) = (new TestEntry("key"), new TestEntry("key"));
        layer.Set(first);
        layer.Set(second);

        layer.Remove(first).ShouldBeFalse();
        layer.TryGet("key", out _).ShouldBeTrue();
        layer.Remove(second).ShouldBeTrue();
        layer.TryGet("key", out _).ShouldBeFalse();
        (first.Removals, second.Removals).ShouldBe((1, 1));
    }

    [Fact]
    public void Set_FromWhatLeft_MayUseTheLayer()
    {
        MemoryLayer? layer = null;
        layer = new MemoryLayer(2, Plenty, entry => layer!.Remove("next"));
        layer.Set(new TestEntry("next"));
        layer.Set(new TestEntry("key"));
        layer.Remove("key");

        layer.Count.ShouldBe(0);
    }

    [Fact]
    public void Set_AScanOfTenTimesTheLayer_LeavesTheHotEntries()
    {
        const int entries = 1_000;
        var layer = new MemoryLayer(entries, Plenty, removed: null);
        Scan(layer, "hot", entries / 2);
        Touch(layer, "hot", entries / 2);

        Scan(layer, "once", 10 * entries);

        Touch(layer, "hot", entries / 2);
    }

    [Fact]
    public void Set_KeysThatCameBackSoon_AreNotAllSweptOutByTheNextScan()
    {
        var layer = new MemoryLayer(1_000, Plenty, removed: null);
        Scan(layer, "hot", 900);
        Touch(layer, "hot", 900);
        Scan(layer, "first", 200);
        Scan(layer, "back", 20);
        Scan(layer, "second", 200);
        Enumerable.Range(0, 20).Count(i => layer.TryGet($"back {i}", out _)).ShouldBe(0);

        Scan(layer, "back", 20);
        Scan(layer, "third", 500);

        // Which of them are remembered is chance, since the hash of a text is; that none is would be one in a hundred million.
        Enumerable.Range(0, 20).Count(i => layer.TryGet($"back {i}", out _)).ShouldBePositive();
    }

    [Fact]
    public void Set_OtherKeysThanBefore_TakeTheLayerOver()
    {
        const int entries = 1_000;
        var layer = new MemoryLayer(entries, Plenty, removed: null);
        Scan(layer, "before", entries);
        Touch(layer, "before", entries);

        for (var round = 0; round < 5; round++)
        {
            Scan(layer, "now", entries / 2);
        }

        // Which keys are remembered is chance, since the hash of a text is; without any of them a tenth of the layer were theirs.
        Enumerable.Range(0, entries / 2).Count(i => layer.TryGet($"now {i}", out _)).ShouldBeGreaterThan(entries * 4 / 10);
    }

    [Fact]
    public void Set_AMillionKeys_StaysAtTheBound()
    {
        const int entries = 10_000;
        var layer = new MemoryLayer(entries, Plenty, removed: null);

        for (var i = 0; i < 1_000_000; i++)
        {
            layer.Set(new TestEntry($"{i}"));
            if ((i & 1023) == 0)
            {
                layer.Count.ShouldBe(Math.Min(i + 1, entries));
            }
        }

        layer.Count.ShouldBe(entries);
        layer.Evictions.ShouldBe(1_000_000 - entries);
    }

    private static void Scan(MemoryLayer layer, string name, int keys)
    {
        for (var i = 0; i < keys; i++)
        {
            layer.Set(new TestEntry($"{name} {i}"));
        }
    }

    private static void Touch(MemoryLayer layer, string name, int keys)
    {
        for (var i = 0; i < keys; i++)
        {
            layer.TryGet($"{name} {i}", out _).ShouldBeTrue($"{name} {i}");
        }
    }

    private static void ReadMany(MemoryLayer layer)
    {
        for (var i = 0; i < 1_000; i++)
        {
            layer.TryGet("key", out _);
            layer.TryGet("key".AsSpan(), out _);
        }
    }
}
