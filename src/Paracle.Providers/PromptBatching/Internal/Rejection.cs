namespace Paracle.Providers.PromptBatching.Internal;

/// <summary>Statuses that say something is wrong with what was sent: with one part of a batch, or with the size of all of it.</summary>
internal static class Rejection
{
    public static bool Is(Exception exception) => exception switch
    {
        ProviderException { Status: { } status } => status is 400 or 413 or 422,
        HttpRequestException { StatusCode: { } status } => (int)status is 400 or 413 or 422,
        _ => false,
    };
}
