using CsCheck;
using Paracle.Cache.Internal;

namespace Paracle.Cache.Tests.Memory;

public sealed class MemoryLayerModelTests
{
    private const int Keys = 40;

    private enum Act
    {
        Get,
        Touch,
        Set,
        RemoveKey,
        RemoveInstance,
        Clear,
    }

    private static readonly Gen<(Act, int Key, int Size)> Step = Gen.Select(
        Gen.Frequency(
            (4, Gen.Const(Act.Get)), (4, Gen.Const(Act.Touch)), (8, Gen.Const(Act.Set)),
            (2, Gen.Const(Act.RemoveKey)), (2, Gen.Const(Act.RemoveInstance)), (1, Gen.Const(Act.Clear))),
        Gen.Int[0, Keys - 1],
        Gen.Frequency((9, Gen.Int[0, 300]), (1, Gen.Int[0, 3_000])));

    /// <summary>The model is a plain dictionary that forgets what the layer says has left: the layer must hold exactly that.</summary>
    [Fact]
    public void AnySteps_HoldWhatWasSetAndDidNotLeave() =>
        Gen.Select(Gen.Int[1, 30], Gen.Int[3_000, 30_000], Step.Array[1, 300]).Sample((maximumEntries, maximumBytes, steps) =>
        {
            var model = new Dictionary<string, TestEntry>();
            var layer = new MemoryLayer(maximumEntries, maximumBytes, entry =>
            {
                TestEntry.Left(entry);
                if (model.TryGetValue(entry.Key, out var kept) && kept == entry)
                {
                    model.Remove(entry.Key);
                }
            });
            var all = new List<TestEntry>();
            foreach (var (act, number, size) in steps)
            {
                Do(layer, model, all, act, $"key {number}", size);

                layer.Count.ShouldBe(model.Count);
                layer.Bytes.ShouldBe(model.Values.Sum(entry => entry.Weight));
                layer.Count.ShouldBeLessThanOrEqualTo(maximumEntries);
                layer.Bytes.ShouldBeLessThanOrEqualTo(maximumBytes);
            }

            foreach (var entry in all)
            {
                var isHeld = model.TryGetValue(entry.Key, out var kept) && kept == entry;
                entry.Removals.ShouldBe(isHeld ? 0 : 1);
            }
        });

    private static void Do(MemoryLayer layer, Dictionary<string, TestEntry> model, List<TestEntry> all, Act act, string key, int size)
    {
        model.TryGetValue(key, out var expected);
        switch (act)
        {
            case Act.Get:
                layer.TryGet(key.AsSpan(), out var found).ShouldBe(expected is not null);
                found.ShouldBeSameAs(expected);
                break;
            case Act.Touch:
                layer.TryGet(key, out found);
                found.ShouldBeSameAs(expected);
                break;
            case Act.Set:
                var entry = new TestEntry(key, size);
                if (layer.Set(entry))
                {
                    all.Add(model[key] = entry);
                }

                break;
            case Act.RemoveKey:
                layer.Remove(key).ShouldBe(expected is not null);
                break;
            case Act.RemoveInstance:
                layer.Remove(new TestEntry(key)).ShouldBeFalse();
                layer.Remove(expected ?? new TestEntry(key)).ShouldBe(expected is not null);
                break;
            case Act.Clear:
                layer.Clear();
                break;
        }
    }
}
