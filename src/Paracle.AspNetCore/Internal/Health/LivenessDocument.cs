namespace Paracle.AspNetCore.Internal.Health;

internal sealed record LivenessDocument(string Status)
{
    public static LivenessDocument Live { get; } = new("live");
}
