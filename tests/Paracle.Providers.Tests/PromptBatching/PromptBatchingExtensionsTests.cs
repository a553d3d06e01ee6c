using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Paracle.Providers.Tests.Wire;

namespace Paracle.Providers.Tests.PromptBatching;

/// <summary>How a host, or any builder of a client, gets prompt batching.</summary>
public sealed class PromptBatchingExtensionsTests : PromptBatchingTest
{
    [Fact]
    public async Task ChatClientBuilder_AroundAnyClient_Batches()
    {
        var client = new ChatClientBuilder(Model).UsePromptBatching(options => options.MaxConcurrentCalls = 1).Build();
        var (call, answers) = await TogetherAsync(client, "one", "two");
        call.Sent.IsBatch.ShouldBeTrue();
        call.Answer();
        TextsOf(await Within(Task.WhenAll(answers))).ShouldBe(["answer to one", "answer to two"]);
        await client.GetService<IAsyncDisposable>().ShouldNotBeNull().DisposeAsync();
        Model.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task Host_OneProvider_NeverSharesWithAnother()
    {
        using var other = new BatchModel();
        await using var host = new ProviderHost(paracle =>
        {
            paracle.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Time)); // stands still: each batch is flushed by its second prompt
            paracle.AddProvider("first", _ => Model).AddProvider("second", _ => other)
                .UsePromptBatching(options => (options.Policy, options.MaxBatchSize) = (PromptBatchingPolicy.CostFirst, 2));
        });
        var answers = new[] { "first", "second", "first", "second" }.Select((name, i) => AskAsync(host.Client(name), $"prompt {i}")).ToArray();

        var (left, right) = (await Model.NextAsync(), await other.NextAsync());
        left.Prompts.ShouldBe(["prompt 0", "prompt 2"]);
        right.Prompts.ShouldBe(["prompt 1", "prompt 3"]);
        left.Answer();
        right.Answer();
        var got = await Within(Task.WhenAll(answers));
        TextsOf(got).ShouldBe(Enumerable.Range(0, 4).Select(i => $"answer to prompt {i}"));
        got.Select(answer => answer.FindParacle()!.Provider).ShouldBe(["first", "second", "first", "second"]);
    }

    [Fact]
    public async Task Host_Stops_DrainsWhatWaits()
    {
        await using var host = new ProviderHost(paracle => paracle.AddProvider("only", _ => Model).UsePromptBatching(options => options.MaxConcurrentCalls = 1));
        var first = AskAsync(host.Client(), "first");
        var held = await Model.NextAsync();
        var second = AskAsync(host.Client(), "second");
        var stopping = Task.WhenAll(host.Services.GetServices<IParacleService>().Select(service => service.StopAsync(CancellationToken.None)));
        held.Answer();
        (await Model.NextAsync()).Answer();

        await Within(stopping);
        TextsOf(await Within(Task.WhenAll(first, second))).ShouldBe(["answer to first", "answer to second"]);
        await Should.ThrowAsync<UnavailableException>(() => Within(AskAsync(host.Client(), "third")));
    }

    [Fact]
    public async Task Host_CalledTwice_BatchesOnceWithBothSettings()
    {
        await using var host = new ProviderHost(paracle => paracle.AddProvider("only", _ => Model)
            .UsePromptBatching(options => options.MaxBatchSize = 3).UsePromptBatching(options => options.MaxLanes = 5).UsePromptBatching());
        var options = host.Services.GetRequiredService<IOptions<PromptBatchingOptions>>().Value;
        (options.MaxBatchSize, options.MaxLanes).ShouldBe((3, 5));
        host.Services.GetServices<IParacleService>().Count().ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(BadOptions))]
    public async Task Options_OutOfRange_AreRefusedByNameAtStart(string setting, Action<PromptBatchingOptions> configure)
    {
        await using var host = new ProviderHost(paracle => paracle.AddProvider("only", _ => Model).UsePromptBatching(configure));
        Should.Throw<OptionsValidationException>(host.ValidateAtStart).Message.ShouldContain(setting);
        Should.Throw<ConfigurationException>(() => new ChatClientBuilder(Model).UsePromptBatching(configure).Build()).Message.ShouldContain(setting);
    }

    public static TheoryData<string, Action<PromptBatchingOptions>> BadOptions => new()
    {
        { nameof(PromptBatchingOptions.Policy), options => options.Policy = (PromptBatchingPolicy)7 },
        { nameof(PromptBatchingOptions.MaxBatchSize), options => options.MaxBatchSize = 1 },
        { nameof(PromptBatchingOptions.MaxBatchTokens), options => options.MaxBatchTokens = 0 },
        { nameof(PromptBatchingOptions.MaxWait), options => options.MaxWait = Timeout.InfiniteTimeSpan },
        { nameof(PromptBatchingOptions.MaxConcurrentCalls), options => options.MaxConcurrentCalls = -1 },
        { nameof(PromptBatchingOptions.MaxWaiting), options => options.MaxWaiting = 0 },
        { nameof(PromptBatchingOptions.MaxLanes), options => options.MaxLanes = 0 },
        { nameof(PromptBatchingOptions.LaneIdleTimeout), options => options.LaneIdleTimeout = TimeSpan.Zero },
        { nameof(PromptBatchingOptions.MaxFallbackCalls), options => options.MaxFallbackCalls = -1 },
        { nameof(PromptBatchingOptions.MaxFallbackRate), options => options.MaxFallbackRate = double.NaN },
        { nameof(PromptBatchingOptions.FallbackPause), options => options.FallbackPause = TimeSpan.MaxValue },
        { nameof(PromptBatchingOptions.DrainTimeout), options => options.DrainTimeout = TimeSpan.Zero },
    };
}
