using Paracle.Cache.Internal;

namespace Paracle.Cache.Tests.Engine;

/// <summary>What memory makes of reads of one key that overlap each other and changes of it.</summary>
public sealed class FirstLayerTests
{
    private const string Key = "key";
    private const int Generation = 1;
    private const int Older = 1;
    private const int Newer = 2;

    private readonly FirstLayer _first = Layer(isShared: true);

    [Fact]
    public void Keep_Undisturbed_IsServed()
    {
        Keep(Newer, _first.Note(Key));

        Served().ShouldBe(Newer);
    }

    [Fact]
    public void Keep_AChangeCameMeanwhile_IsNotServedUntilItIsFoundToBeRight()
    {
        var mark = _first.Note(Key);
        _first.Change(Key);
        var entry = Keep(Newer, mark);
        Served().ShouldBeNull();
        entry.CanStandIn(now: 0).ShouldBeFalse("It may be what the change removed.");

        _first.Keep(entry, _first.Note(Key), Generation);

        Served().ShouldBe(Newer);
    }

    [Fact]
    public void Keep_OlderOneUnderWay_DoesNotComeAfterOneThatAReaderWasGiven()
    {
        var given = _first.Note(Key);
        _first.Change(Key);
        var underWay = _first.Note(Key);
        Keep(Newer, given);

        Keep(Older, underWay);

        Served().ShouldBeNull();
    }

    [Fact]
    public void Keep_AnotherVersionCameMeanwhile_NeitherIsServed()
    {
        var (older, newer) = (_first.Note(Key), _first.Note(Key));
        Keep(Newer, newer);

        Keep(Older, older);

        Served().ShouldBeNull("Which of the two is newer nobody here can tell.");
    }

    [Fact]
    public void Keep_TheSameVersionCameMeanwhile_GoesOnBeingServed()
    {
        var (one, other) = (_first.Note(Key), _first.Note(Key));
        Keep(Newer, one);

        Keep(Newer, other);

        Served().ShouldBe(Newer);
    }

    [Fact]
    public void Keep_ReadersThatOverlapWithoutEndAfterAChange_AreServedFromMemoryAgain()
    {
        var before = _first.Note(Key);
        _first.Change(Key);
        for (var reader = 0; reader < 10; reader++)
        {
            var next = _first.Note(Key);
            Read(Newer, before);
            before = next;
        }

        Served().ShouldBe(Newer);
    }

    [Fact]
    public void Keep_FoundToBeRightButInDoubtSince_StaysInDoubt()
    {
        var late = _first.Note(Key);
        var entry = Keep(Older, _first.Note(Key));
        var confirming = _first.Note(Key);
        Keep(Newer, late);

        _first.Keep(entry, confirming, Generation);

        Served().ShouldBeNull("Its reader looked before the newer one was given to somebody.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Keep_WithoutAVersion_ReplacesWhatCameMeanwhileOnlyWhereNobodyElseWrites(bool isShared)
    {
        var first = Layer(isShared);
        var (one, other) = (first.Note(Key), first.Note(Key));
        first.Keep(Entry(0), one, Generation);

        first.Keep(Entry(0), other, Generation);

        first.TryGetGood<string>(Key, Generation, out _).ShouldBe(!isShared);
    }

    [Fact]
    public void Keep_WithoutAVersionThoughOneWithItCameMeanwhile_NeitherIsServed()
    {
        var alone = _first.Note(Key);
        Keep(Newer, _first.Note(Key));

        Keep(0, alone);

        Served().ShouldBeNull("What was made without Redis may be older than what was read there.");
    }

    [Fact]
    public void Keep_LeavesADoubt_LetsNobodyJoinWhatIsUnderWay()
    {
        var flight = _first.Flights.JoinOrMake<string>(Key, default, [], out _);
        var (older, newer) = (_first.Note(Key), _first.Note(Key));
        Keep(Older, older);

        Keep(Newer, newer);

        _first.Flights.JoinOrMake<string>(Key, default, [], out var isNew).ShouldNotBe(flight);
        isNew.ShouldBeTrue();
    }

    [Fact]
    public void Keep_ATagWasRemovedMeanwhile_IsNotServedAndItsTagsAreForgottenWithIt()
    {
        var mark = _first.Note(Key);
        _first.Tags.Remove("tag", removedAt: 5);

        Keep(Newer, mark, "tag");

        Served().ShouldBeNull();
        Keep(Older, _first.Note(Key));
        Served().ShouldBe(Older);
    }

    private long? Served() => _first.TryGetGood<string>(Key, Generation, out var entry) ? entry.Version : null;

    // As a reader of the second layer does, which takes what memory has if that is the same.
    private void Read(long version, MemoryMark mark)
    {
        if (mark.Entry?.Version == version)
        {
            _first.Keep(mark.Entry, mark, Generation);
        }
        else
        {
            Keep(version, mark);
        }
    }

    private CacheEntry<string> Keep(long version, MemoryMark mark, params string[] tags)
    {
        var entry = Entry(version, tags);
        _first.Keep(entry, mark, Generation);
        return entry;
    }

    private static FirstLayer Layer(bool isShared) => new(new CacheOptions(), new TagTable(10), new MonotonicClock(TimeProvider.System), isShared);

    private static CacheEntry<string> Entry(long version, params string[] tags) => new(Key, size: 10, "value", payload: null, new ValueKind<string>(null))
    {
        Version = version,
        CreatedAt = 0,
        LocalUntil = long.MaxValue,
        Until = long.MaxValue,
        StaleUntil = long.MaxValue,
        FreshUntil = long.MaxValue,
        Generation = Generation,
        TagClock = 0,
        Tags = tags,
        IsNull = false,
    };
}
