using Microsoft.Extensions.AI;
using Paracle.Providers.Chat.Internal;

namespace Paracle.Providers.Identity.Internal;

/// <summary>Tells requests to one client apart: two get the same identity only if the same answer is right for both.</summary>
internal sealed class RequestIdentities
{
    /// <summary>Raised whenever the form of the hash changes, so that no answer is found under the identity of another form.</summary>
    private const int SchemaVersion = 1;

    private readonly string _name;
    private readonly string? _provider;
    private readonly string? _address;
    private readonly IReadOnlyList<ChatTarget> _targets;

    public RequestIdentities(string name, IChatClient client)
    {
        var metadata = client.FindMetadata();
        (_name, _provider, _address, _targets) = (name, metadata?.ProviderName, metadata?.ProviderUri?.OriginalString, client.FindTargets(name));
    }

    /// <summary>The model a request goes to, of a route that of its first provider; null when nobody tells.</summary>
    public string? ModelOf(ChatOptions? options) => _targets[0].ModelOf(options);

    /// <summary>Finds the identity of a request.</summary>
    /// <param name="tenant">Whose request it is.</param>
    /// <param name="messages">Its messages.</param>
    /// <param name="options">Its options.</param>
    /// <param name="identity">The identity.</param>
    /// <returns>False when the request has none: something in it cannot be compared, or ties its answer to this one call.</returns>
    public bool TryFind(TenantId tenant, IReadOnlyList<ChatMessage> messages, ChatOptions? options, out RequestIdentity identity)
    {
        using var hash = new CanonicalHash();
        hash.Write(SchemaVersion);
        hash.Write(tenant.Value);
        hash.Write(_name);
        hash.Write(_provider);
        hash.Write(_address);
        hash.Write(_targets.Count);
        foreach (var target in _targets)
        {
            hash.Write(target.Provider);
            hash.Write(target.ModelOf(options));
        }

        var isWhole = hash.TryWrite(options) && hash.TryWrite(messages);
        identity = isWhole ? hash.Complete() : default;
        return isWhole;
    }
}
