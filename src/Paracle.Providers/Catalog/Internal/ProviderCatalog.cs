using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Paracle.Providers.Chat.Internal;

namespace Paracle.Providers.Catalog.Internal;

/// <summary>Makes each provider's client on first use and keeps it until the host ends.</summary>
internal sealed class ProviderCatalog(
    IEnumerable<ProviderRegistration> registrations,
    IOptions<ProvidersOptions> options,
    ChatComposer chats,
    IServiceProvider services) : IProviderCatalog, IDisposable
{
    private readonly FrozenDictionary<string, ProviderRegistration> _registrations =
        registrations.ToFrozenDictionary(registration => registration.Name, StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, IChatClient> _clients = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IChatClient> _providers = new(StringComparer.Ordinal); // guarded by _making
    private readonly Lock _making = new();
    private bool _isDisposed;

    public IReadOnlyList<string> Names { get; } = [.. registrations.Select(registration => registration.Name)];

    public IChatClient GetClient(string? name)
    {
        name ??= DefaultName();
        return _clients.TryGetValue(name, out var client) ? client : Make(name);
    }

    /// <summary>A provider with the stages of a provider alone, as one of several behind a name. The catalog disposes it.</summary>
    public IChatClient GetProvider(string name)
    {
        lock (_making)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _providers.TryGetValue(name, out var provider) ? provider : _providers[name] = chats.OfProvider(name, Create(Find(name)));
        }
    }

    public void Dispose()
    {
        lock (_making)
        {
            _isDisposed = true;
            foreach (var name in _clients.Keys)
            {
                if (_clients.TryRemove(name, out var client))
                {
                    client.Dispose();
                }
            }

            // Those that only a route used; for the others it is the second time, which does nothing.
            foreach (var provider in _providers.Values)
            {
                provider.Dispose();
            }

            _providers.Clear();
        }
    }

    private string DefaultName() => options.Value.Default ?? Names switch
    {
        [var only] => only,
        [] => throw new ConfigurationException(
            "No provider is configured. Add one where AddParacle is called: AddOpenAI, AddAnthropic, or AddProvider with a client of your own."),
        _ => throw new ConfigurationException(
            $"Several providers are configured ({string.Join(", ", Names)}) and none was named. "
            + "Name one in the agent's spec, or choose one for all by ConfigureProviders(providers => providers.Default = ...)."),
    };

    private IChatClient Make(string name)
    {
        var registration = Find(name);

        // Reentrant on purpose: a factory may build its client out of another provider's.
        lock (_making)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _clients.TryGetValue(name, out var client)
                ? client
                : _clients[name] = chats.OfCall(name, registration.IsRoute ? Create(registration) : GetProvider(name));
        }
    }

    private ProviderRegistration Find(string name) =>
        _registrations.TryGetValue(name, out var registration)
            ? registration
            : throw new ConfigurationException(
                $"No provider is called '{name}'. Configured are: {(Names.Count == 0 ? "none" : string.Join(", ", Names))}. "
                + "Correct the name, or add it by AddOpenAI, AddAnthropic or AddProvider.");

    private IChatClient Create(ProviderRegistration registration)
    {
        try
        {
            return registration.Factory(services)
                ?? throw new ConfigurationException($"The factory of provider '{registration.Name}' returned null. Let it return a client.");
        }
        catch (Exception exception) when (exception is not ParacleException)
        {
            throw new ConfigurationException($"The client of provider '{registration.Name}' could not be made. The inner error says why.", exception);
        }
    }
}
