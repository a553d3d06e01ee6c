using Microsoft.Extensions.AI;
using Paracle.Testing.Conformance;

namespace Paracle.Abstractions.Tests.Providers;

/// <summary>Shows that the catalog's suite can be met, by the smallest catalog that does.</summary>
public sealed class ProviderCatalogSuiteTests : ProviderCatalogConformance
{
    protected override IProviderCatalog Create(string? defaultName, params string[] names) => new ListedCatalog(defaultName, names);

    private sealed class ListedCatalog(string? defaultName, string[] names) : IProviderCatalog
    {
        private readonly Dictionary<string, IChatClient> _clients =
            names.ToDictionary(name => name, IChatClient (_) => new SilentClient(), StringComparer.Ordinal);

        public IReadOnlyList<string> Names => names;

        public IChatClient GetClient(string? name) =>
            (name ?? defaultName ?? (names is [var only] ? only : null)) is { } wanted && _clients.TryGetValue(wanted, out var client)
                ? client
                : throw new ConfigurationException($"There is no provider '{name}' among '{string.Join("', '", names)}'. Add it with AddProvider, or name one.");
    }

    private sealed class SilentClient : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse());

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => AsyncEnumerable.Empty<ChatResponseUpdate>();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
