using Microsoft.Extensions.Options;

namespace Paracle.Providers.Http.Internal;

/// <summary>Checks a provider's options at start. The key, and a URL that may hold one, are never repeated.</summary>
internal sealed class HttpProviderOptionsValidator<TOptions> : IValidateOptions<TOptions>
    where TOptions : class, IHttpProviderOptions
{
    private static readonly ProviderHttpOptionsValidator Bounds = new();

    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        string[] failures =
        [
            .. ((string?[])[BaseUrl(options.BaseUrl), AllowedHosts(options), ApiKey(options), Model(options.Model), .. Http(options.Http)])
                .OfType<string>().Select(failure => $"Provider '{name}': {failure}"),
        ];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static string? BaseUrl(Uri? url) => url switch
    {
        null or { IsAbsoluteUri: false } => "BaseUrl is no absolute URL. Give it as https://host/path.",
        { UserInfo.Length: > 0 } => $"BaseUrl on {url.Host} holds a user name or password. Take them out, and set ApiKey.",
        { Query.Length: > 0 } or { Fragment.Length: > 0 } => $"BaseUrl on {url.Host} holds a query or fragment. Leave only host and path.",
        { Scheme: "https" } or { Scheme: "http", IsLoopback: true } => null,
        _ => $"BaseUrl is {url}, which is not encrypted. Use https; plain http is for servers on this machine.",
    };

    private static string? AllowedHosts(TOptions options) =>
        options is { BaseUrl: { IsAbsoluteUri: true } url, Http.AllowedHosts: { Count: > 0 } hosts } && !hosts.Contains(url.IdnHost, StringComparer.OrdinalIgnoreCase)
            ? $"BaseUrl is on {url.IdnHost}, which Http.AllowedHosts lacks ({string.Join(", ", hosts)}). Add it, or set BaseUrl to one of them."
            : null;

    private static string? ApiKey(TOptions options) => options.ApiKey switch
    {
        null or "" when options.Http?.ApiKeyProvider is not null => null,
        null or "" => "ApiKey is not set. Set it, or Http.ApiKeyProvider, best from the environment or a secret store; a server that wants none takes any text.",
        { } key when ProviderKey.IsMalformed(key) => "ApiKey holds a space, a line break or another character no key has. Copy it anew.",
        _ => null,
    };

    private static string? Model(string? model) =>
        string.IsNullOrWhiteSpace(model) ? "Model is not set. Set the model for calls that name none." : null;

    private static IEnumerable<string> Http(ProviderHttpOptions? http)
    {
        if (http is null)
        {
            return ["Http is null. Leave it at its default, or give it an instance."];
        }

        var bounds = Bounds.Validate("Http", http).Failures ?? [];
        return http.AttemptTimeout <= http.TotalTimeout
            ? bounds
            : bounds.Append($"Http.AttemptTimeout is {http.AttemptTimeout}, longer than Http.TotalTimeout, {http.TotalTimeout}. Shorten it, or lengthen TotalTimeout.");
    }
}
