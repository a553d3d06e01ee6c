using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace Paracle.Providers.Answers.Internal;

/// <summary>The tokens an answer took. Only the caller whose call it was has them to bear; the others are told that they saved them.</summary>
internal sealed record UsagePart(long? Input, long? Output) : AnswerPart
{
    [JsonIgnore]
    public UsageContent? Original { get; init; }

    /// <summary>What an answer takes that no call was made for.</summary>
    public static UsageDetails Nothing() => new() { InputTokenCount = 0, OutputTokenCount = 0, TotalTokenCount = 0 };

    public static UsagePart Of(UsageContent usage) => new(usage.Details.InputTokenCount, usage.Details.OutputTokenCount) { Original = usage };

    protected override AIContent Make() => Original ?? new UsageContent(Nothing());
}
