using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Paracle.Tests;

/// <summary>A program without IHost, with its store in a folder of its own.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("paracle-test-");
    private readonly ServiceProvider _provider;

    public TestHost(Action<IParacleBuilder> configure, Action<IServiceCollection>? services = null)
    {
        var collection = new ServiceCollection();
        services?.Invoke(collection);
        collection.AddParacle(paracle => configure(paracle));
        collection.PostConfigure<SqliteStoreOptions>(options => options.Path = Path.Combine(_folder.FullName, "paracle.db"));
        _provider = collection.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public IServiceProvider Services => _provider;

    public T Get<T>()
        where T : notnull => _provider.GetRequiredService<T>();

    public Task SaveAsync(AgentSpec agent) => Get<IAgentStore>().SaveAsync(TenantId.Default, agent, expectedVersion: null, CancellationToken.None).AsTask();

    public Task<AgentRunResult> RunAsync(string agent) => Get<IAgentRuntime>().RunAsync(new AgentRunRequest { Agent = agent, Task = "Say hello." }, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _provider.StopParacleAsync();
        await _provider.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>Answers every request with the last message's text.</summary>
    public sealed class Echo : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, messages.Last().Text)) { FinishReason = ChatFinishReason.Stop });

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException("The tests do not stream.");

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
            // Holds nothing.
        }
    }
}
