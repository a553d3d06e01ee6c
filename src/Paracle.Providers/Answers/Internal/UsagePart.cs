using Microsoft.Extensions.AI;

namespace Paracle.Providers.Answers.Internal;

/// <summary>The tokens an answer took. Only the caller whose call it was has them to bear: what others get says that theirs took none.</summary>
internal sealed record UsagePart(long? Input, long? Output) : AnswerPart
{
    /// <summary>What an answer takes that no call was made for.</summary>
    public static UsageDetails Nothing() => new() { InputTokenCount = 0, OutputTokenCount = 0, TotalTokenCount = 0 };

    public static UsagePart Of(UsageDetails usage) => new(usage.InputTokenCount, usage.OutputTokenCount);

    protected override AIContent Make() => new UsageContent(Nothing());
}
