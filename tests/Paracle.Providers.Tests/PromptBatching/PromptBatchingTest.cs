using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Paracle.Providers.PromptBatching.Internal;

namespace Paracle.Providers.Tests.PromptBatching;

/// <summary>What the tests of prompt batching share: a model in process, a clock of their own, clients around the model.</summary>
public abstract class PromptBatchingTest : IDisposable
{
    protected static readonly TenantId Tenant = new("acme");

    private readonly Meter _meter;

    protected PromptBatchingTest() => _meter = new Meter(TelemetryNames.Providers, version: null, tags: null, scope: this);

    internal BatchModel Model { get; } = new();

    internal ObservedTime Time { get; } = new();

    /// <summary>Collects a metric of this test's clients, and of no other's.</summary>
    protected MetricCollector<long> Collect(string name) => Collect<long>(name);

    protected MetricCollector<T> Collect<T>(string name)
        where T : struct => new(this, TelemetryNames.Providers, name);

    public void Dispose()
    {
        _meter.Dispose();
        GC.SuppressFinalize(this);
    }

    internal PromptBatchingChatClient Client(Action<PromptBatchingOptions>? configure = null, Func<string>? nonce = null, IChatClient? model = null, IPriceList? prices = null)
    {
        var options = new PromptBatchingOptions();
        configure?.Invoke(options);
        return new PromptBatchingChatClient(model ?? Model, "stub", options, new PromptBatchingTelemetry(_meter), Time, nonce, prices);
    }

    /// <summary>One call at a time, so that what comes while it runs goes out together.</summary>
    internal PromptBatchingChatClient OneAtATime(Action<PromptBatchingOptions>? configure = null, IPriceList? prices = null) => Client(
        options =>
        {
            options.MaxConcurrentCalls = 1;
            configure?.Invoke(options);
        },
        prices: prices);

    internal static Task<ChatResponse> AskAsync(
        IChatClient client, string prompt, LlmCallContext? context = null, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        client.GetResponseAsync(
            [new(ChatRole.System, "You are terse."), new(ChatRole.User, prompt)],
            options.WithParacle(context ?? new LlmCallContext { Tenant = Tenant, AllowBatching = true }),
            cancellationToken);

    /// <summary>Occupies the only call, hands the prompts in, and lets them go out together. The model must hold its calls.</summary>
    internal async Task<(HeldCall Call, Task<ChatResponse>[] Answers)> TogetherAsync(IChatClient client, params string[] prompts)
    {
        var opening = AskAsync(client, "opening");
        var first = await Model.NextAsync();
        Task<ChatResponse>[] answers = [.. prompts.Select(prompt => AskAsync(client, prompt))];
        first.Answer();
        await Within(opening);
        return (await Model.NextAsync(), answers);
    }

    protected static async Task<T> Within<T>(Task<T> task) => await task.WaitAsync(BatchModel.Patience);

    protected static async Task Within(Task task) => await task.WaitAsync(BatchModel.Patience);

    protected static string[] TextsOf(IEnumerable<ChatResponse> responses) => [.. responses.Select(response => response.Text)];
}
