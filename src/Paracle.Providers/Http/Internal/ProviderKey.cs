using Paracle.Providers.Internal;

namespace Paracle.Providers.Http.Internal;

/// <summary>Puts the host's key of the moment where the vendor's client has put the one that it was made with.</summary>
internal static class ProviderKey
{
    private const string AnthropicHeader = "x-api-key";

    public static async ValueTask SetAsync(
        HttpRequestMessage request, string provider, Func<CancellationToken, ValueTask<string>> ask, CancellationToken cancellationToken)
    {
        var key = await AskAsync(provider, ask, cancellationToken).ConfigureAwait(false);
        if (request.Headers.Remove(AnthropicHeader))
        {
            request.Headers.TryAddWithoutValidation(AnthropicHeader, key);
        }
        else
        {
            request.Headers.Authorization = new("Bearer", key);
        }
    }

    /// <summary>What no key holds, and no header may.</summary>
    public static bool IsMalformed(ReadOnlySpan<char> key) => key.ContainsAnyExceptInRange('!', '~');

    private static async ValueTask<string> AskAsync(string provider, Func<CancellationToken, ValueTask<string>> ask, CancellationToken cancellationToken)
    {
        string? key;
        try
        {
            key = await ask(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not ParacleException && !cancellationToken.IsCancellationRequested)
        {
            // A secret store's error may repeat the secret: only its kind is told.
            throw ProviderErrors.NoKey(provider, $"failed with {exception.GetType().Name}");
        }

        return string.IsNullOrEmpty(key) || IsMalformed(key) ? throw ProviderErrors.NoKey(provider, "gave no key, or one with characters that no key has") : key;
    }
}
