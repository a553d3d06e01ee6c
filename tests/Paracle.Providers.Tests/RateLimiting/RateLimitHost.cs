using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;
using Paracle.Providers.Tests.Wire;

namespace Paracle.Providers.Tests.RateLimiting;

/// <summary>A host with a rate limit and one provider, <c>model-provider</c>, whose time and answers the test makes.</summary>
internal sealed class RateLimitHost : IAsyncDisposable
{
    public const string Provider = "model-provider";

    private readonly ProviderHost _host;

    public RateLimitHost(
        FakeTimeProvider time, Action<TokenRateLimitOptions> configure, Func<ChatOptions?, IEnumerable<ChatResponseUpdate>>? script = null, IRateLimitStore? store = null)
    {
        Upstream = new ScriptedChatClient(script ?? (_ => Answer()));
        _host = new ProviderHost(builder =>
        {
            builder.Services.AddInMemoryCoordination().Replace(ServiceDescriptor.Singleton<TimeProvider>(time));
            if (store is not null)
            {
                builder.Services.Replace(ServiceDescriptor.Singleton(store));
            }

            builder.AddProvider(Provider, _ => Upstream).UseTokenRateLimit(configure);
        });
    }

    public ScriptedChatClient Upstream { get; }

    public IChatClient Client => _host.Client();

    public ProviderHost Host => _host;

    public static IEnumerable<ChatResponseUpdate> Answer(long? inputTokens = null, long? outputTokens = null)
    {
        yield return new ChatResponseUpdate(ChatRole.Assistant, "Hi") { FinishReason = ChatFinishReason.Stop };
        if (inputTokens is not null || outputTokens is not null)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(new UsageDetails { InputTokenCount = inputTokens, OutputTokenCount = outputTokens })])
            {
                FinishReason = ChatFinishReason.Stop,
            };
        }
    }

    public Task<ChatResponse> AskAsync(int maxOutputTokens = 1, DateTimeOffset? deadline = null, string? model = null, CancellationToken cancellationToken = default) =>
        Client.GetResponseAsync(
            "Hello",
            new ChatOptions { MaxOutputTokens = maxOutputTokens, ModelId = model }.WithParacle(new LlmCallContext { Tenant = TenantId.Default, Deadline = deadline }),
            cancellationToken);

    public MetricCollector<T> Collect<T>(string name)
        where T : struct => new(_host.Services.GetRequiredService<IMeterFactory>(), TelemetryNames.Providers, name);

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
