using CsCheck;

namespace Paracle.Abstractions.Tests.Executions;

public sealed class TokenUsageTests
{
    private static readonly Gen<long?> Count = Gen.OneOf<long?>(Gen.Const((long?)null), Gen.Long[0, 5].Select(n => (long?)n), Gen.Long[0, long.MaxValue].Select(n => (long?)n));
    private static readonly Gen<TokenUsage> Usage = Gen.Select(Count, Count, (input, output) => new TokenUsage(input, output));

    [Fact]
    public void Add_AnyTwo_NeitherNegativeNorAZeroThatWasUnknown() => Gen.Select(Usage, Usage).Sample((left, right) =>
    {
        var sum = left + right;
        sum.ShouldBe(right + left);
        sum.InputTokens.ShouldBe(Sum(left.InputTokens, right.InputTokens));
        sum.OutputTokens.ShouldBe(Sum(left.OutputTokens, right.OutputTokens));
        left.TotalTokens.ShouldBe(Sum(left.InputTokens, left.OutputTokens));
    });

    [Fact]
    public void Add_None_ChangesNothing() => Usage.Sample(usage => usage + TokenUsage.None == usage);

    [Fact]
    public void Add_Unknown_IsUnknown() => Usage.Sample(usage => usage + TokenUsage.Unknown == TokenUsage.Unknown);

    [Fact]
    public void FromReported_MissingOrNegative_Unknown()
    {
        TokenUsage.FromReported(null, -1).ShouldBe(TokenUsage.Unknown);
        TokenUsage.FromReported(long.MinValue, 0).ShouldBe(new TokenUsage(null, 0));
        TokenUsage.FromReported(3, 4).TotalTokens.ShouldBe(7);
        TokenUsage.FromReported(3, null).TotalTokens.ShouldBeNull();
    }

    private static long? Sum(long? left, long? right)
    {
        try
        {
            return checked(left + right);
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
