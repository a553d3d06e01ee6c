using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace Paracle.Abstractions.Tests.Executions;

public sealed class ExecutionIdTests
{
    [Fact]
    public void New_AnyTime_HoldsItsMillisecond() => Gen.Long[0, 253_402_300_799_999].Sample(milliseconds =>
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        var id = ExecutionId.New(new FakeTimeProvider(time));
        return id.CreatedAt == time && id.Value.Version == 7 && ExecutionId.Parse(id.ToString()) == id;
    });

    [Fact]
    public void New_BetweenMilliseconds_CutToTheMillisecond()
    {
        var time = new DateTimeOffset(2026, 1, 18, 9, 30, 0, TimeSpan.Zero);
        ExecutionId.New(new FakeTimeProvider(time.AddTicks(9_999))).CreatedAt.ShouldBe(time);
    }

    [Fact]
    public void New_Many_NoneTwice()
    {
        var time = new FakeTimeProvider();
        Enumerable.Range(0, 100_000).Select(_ => ExecutionId.New(time)).ShouldBeUnique();
    }

    [Fact]
    public void New_LaterTime_SortsLater()
    {
        var time = new FakeTimeProvider();
        var earlier = ExecutionId.New(time);
        time.Advance(TimeSpan.FromMilliseconds(1));
        ExecutionId.New(time).Value.CompareTo(earlier.Value).ShouldBePositive();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("no id")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("c232ab00-9414-11ec-b3c8-9f6bdeced846")]
    [InlineData("919108f7-52d1-4320-9bac-f847db4148a8")]
    [InlineData("019bd0a51b5c70008000000000000001")]
    [InlineData("{019bd0a5-1b5c-7000-8000-000000000001}")]
    [InlineData(" 019bd0a5-1b5c-7000-8000-000000000001")]
    [InlineData("019bd0a5-1b5c-7000-0000-000000000001")]
    [InlineData("019bd0a5-1b5c-7000-c000-000000000001")]
    [InlineData("ffffffff-ffff-7fff-bfff-ffffffffffff")]
    [InlineData("e677d21f-dc00-7000-8000-000000000000")]
    public void Parse_NoUuidOfVersionSevenInOurTime_Refused(string? text) => Should.Throw<InvalidInputException>(() => ExecutionId.Parse(text));

    [Fact]
    public void Parse_LastMillisecondOfOurTime_Accepted() =>
        ExecutionId.Parse("e677d21f-dbff-7000-8000-000000000000").CreatedAt.Year.ShouldBe(9999);

    [Fact]
    public void Json_AsMember_IsTheTextAndComesBack()
    {
        var id = ExecutionId.New(new FakeTimeProvider());
        JsonSerializer.Serialize(id).ShouldBe($"\"{id}\"");
        JsonSerializer.Deserialize<ExecutionId>($"\"{id}\"").ShouldBe(id);
        Should.Throw<InvalidInputException>(() => JsonSerializer.Deserialize<ExecutionId>("\"x\""));
    }
}
