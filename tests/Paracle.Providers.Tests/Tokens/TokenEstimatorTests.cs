using Microsoft.Extensions.AI;
using Paracle.Providers.Tokens.Internal;

namespace Paracle.Providers.Tests.Tokens;

public sealed class TokenEstimatorTests
{
    private readonly TokenEstimator _estimator = new();

    [Fact]
    public void Learn_ReportedUsage_BringsTheEstimateThere()
    {
        for (var call = 0; call < 100; call++)
        {
            _estimator.Learn(10_000, 5_000);
        }

        _estimator.Estimate(1_000).ShouldBeInRange(499, 501);
    }

    [Theory]
    [InlineData(10_000L, null)]
    [InlineData(10_000L, 0L)]
    [InlineData(10_000L, -5L)]
    [InlineData(10L, 1_000L)]
    public void Learn_Nonsense_ChangesNothing(long characters, long? tokens)
    {
        var before = _estimator.Estimate(1_000_000);

        _estimator.Learn(characters, tokens);

        _estimator.Estimate(1_000_000).ShouldBe(before);
    }

    [Fact]
    public void Learn_OneAbsurdReport_MovesTheEstimateLittle()
    {
        var before = _estimator.Estimate(1_000_000);

        _estimator.Learn(1_000, long.MaxValue);

        _estimator.Estimate(1_000_000).ShouldBeInRange(before, (long)(before * 1.1));
    }

    [Fact]
    public void Estimate_EverythingSent_Counts()
    {
        var bare = _estimator.EstimatePrompt([new ChatMessage(ChatRole.User, "Hello")], options: null);
        var tool = AIFunctionFactory.Create((string city) => city, "weather", "Tells the weather of a city.");

        _estimator.EstimatePrompt([new ChatMessage(ChatRole.User, "Hello")], new ChatOptions { Instructions = new string('x', 350) }).ShouldBe(bare + 100);
        _estimator.EstimatePrompt([new ChatMessage(ChatRole.User, "Hello")], new ChatOptions { Tools = [tool] }).ShouldBeGreaterThan(bare + 20);
        _estimator.EstimatePrompt([new ChatMessage(ChatRole.User, [new DataContent(new byte[] { 1 }, "image/png")])], options: null).ShouldBeGreaterThan(1_000);
        _estimator.EstimatePrompt([new ChatMessage(ChatRole.Tool, [new FunctionResultContent("1", new string('x', 350))])], options: null).ShouldBeGreaterThan(100);
        _estimator.EstimatePrompt([], options: null).ShouldBe(1);
    }
}
