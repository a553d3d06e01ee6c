using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace Paracle.Providers.Tests.PromptBatching;

public sealed class EmbeddingBatchingTests : IDisposable
{
    private readonly HeldGenerator _model = new();

    public void Dispose() => _model.Dispose();

    [Fact]
    public async Task Calls_WhileOneRuns_GoTogetherAndEachGetsItsOwn()
    {
        var generator = Generator(options => options.MaxConcurrentCalls = 1);
        var (call, answers) = await TogetherAsync(generator, ["one"], ["two", "three"], ["four"]);
        call.Values.ShouldBe(["one", "two", "three", "four"]);
        var all = call.Embedded();
        all.Usage = new UsageDetails { InputTokenCount = 41, TotalTokenCount = 41 };
        call.Ended.SetResult(all);

        var got = await Within(Task.WhenAll(answers));
        got.Select(answer => answer.Select(TextOf)).ShouldBe([["o3"], ["t3", "t5"], ["f4"]]);
        got.Sum(answer => answer.Usage!.InputTokenCount).ShouldBe(41);
        got.ShouldAllBe(answer => answer.FindParacle() == new LlmAnswerContext { IsBatched = true, IsUsageEstimated = true });
    }

    [Fact]
    public async Task Calls_WithoutUsage_LeaveItUnknown()
    {
        var generator = Generator(options => options.MaxConcurrentCalls = 1);
        var (call, answers) = await TogetherAsync(generator, ["one"], ["two"]);
        call.Answer();

        var got = await Within(Task.WhenAll(answers));
        got.ShouldAllBe(answer => answer.Usage == null && answer.FindParacle() == new LlmAnswerContext { IsBatched = true });
    }

    [Fact]
    public async Task Telemetry_OfBatchesAndRefusals_IsTold()
    {
        var services = new ServiceCollection().AddMetrics();
        await using var provider = services.BuildServiceProvider();
        var meters = provider.GetRequiredService<IMeterFactory>();
        using var sizes = new MetricCollector<int>(meters, TelemetryNames.Providers, TelemetryNames.EmbeddingPipeline + ".batch.size");
        using var rejections = new MetricCollector<long>(meters, TelemetryNames.Providers, TelemetryNames.EmbeddingPipeline + ".rejections");
        var generator = Build(provider, options => (options.MaxConcurrentCalls, options.MaxWaiting) = (1, 3));

        var (call, answers) = await TogetherAsync(generator, ["one"], ["two"]);
        Task<GeneratedEmbeddings<Embedding<float>>>[] more = [generator.GenerateAsync(["three"])];
        (await Should.ThrowAsync<LimitExceededException>(() => Within(generator.GenerateAsync(["four"])))).Code.ShouldBe(ErrorCodes.QueueFull);
        _model.Respond = sent => sent.Embedded();
        call.Answer();
        await Within(Task.WhenAll([.. answers, .. more]));

        sizes.GetMeasurementSnapshot().Select(size => size.Value).ShouldBe([1, 2, 1]);
        rejections.GetMeasurementSnapshot().Sum(rejection => rejection.Value).ShouldBe(1);
    }

    [Fact]
    public async Task Call_OnAnIdleLane_IsMadeAtOnceAsItCame()
    {
        var generator = Generator();
        var options = new EmbeddingGenerationOptions { ModelId = "m", Dimensions = 2 };
        var answer = generator.GenerateAsync(["one"], options);
        var call = await _model.NextAsync();
        call.Options.ShouldBeSameAs(options);
        call.Answer();
        (await Within(answer)).Single().Vector.Length.ShouldBe(2);
    }

    [Fact]
    public async Task Calls_OfOtherTenantsModelsOrSizes_DoNotShareACall()
    {
        var generator = Generator(options => options.MaxConcurrentCalls = 1);
        EmbeddingGenerationOptions[] options =
        [
            new(), new() { ModelId = "m" }, new() { Dimensions = 2 }, new EmbeddingGenerationOptions().WithParacle(new LlmCallContext { Tenant = new TenantId("other") }),
        ];
        var answers = options.Select((one, i) => generator.GenerateAsync([$"{i}"], one)).ToArray();
        for (var i = 0; i < options.Length; i++)
        {
            var call = await _model.NextAsync();
            call.Values.Length.ShouldBe(1);
            call.Options.FindParacle().ShouldBeNull();
            call.Answer();
        }

        await Within(Task.WhenAll(answers));
    }

    [Fact]
    public async Task Call_RejectedForOneValue_SpoilsOnlyThatCall()
    {
        var generator = Generator(options => options.MaxConcurrentCalls = 1);
        var (call, answers) = await TogetherAsync(generator, ["one"], ["bad"], ["three"]);
        var error = new ProviderException("rejected") { Status = 400 };
        _model.Respond = sent => sent.Values.Contains("bad") ? throw error : sent.Embedded();
        call.Ended.SetException(error);

        (await Within(answers[0])).Select(TextOf).ShouldBe(["o3"]);
        await Should.ThrowAsync<ProviderException>(() => Within(answers[1]));
        (await Within(answers[2])).Select(TextOf).ShouldBe(["t5"]);
        _model.Calls.ShouldBe(5);
    }

    [Fact]
    public async Task Call_MadeAloneAfterARejection_EndsWhenItsCallerLeaves()
    {
        var generator = Generator(options => options.MaxConcurrentCalls = 1);
        using var leaving = new CancellationTokenSource();
        var opening = generator.GenerateAsync(["opening"]);
        var first = await _model.NextAsync();
        Task<GeneratedEmbeddings<Embedding<float>>>[] answers = [generator.GenerateAsync(["one"], cancellationToken: leaving.Token), generator.GenerateAsync(["two"])];
        first.Answer();
        await Within(opening);
        (await _model.NextAsync()).Ended.SetException(new ProviderException("rejected") { Status = 400 });
        HeldGenerator.Call[] alone = [await _model.NextAsync(), await _model.NextAsync()];

        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => Within(answers[0]));
        alone.Select(call => call.CancellationToken.IsCancellationRequested).ShouldBe([true, false]);
        alone[1].Answer();
        (await Within(answers[1])).Select(TextOf).ShouldBe(["t3"]);
    }

    [Fact]
    public async Task Call_ThatFails_FailsAllAndIsNotMadeAgain()
    {
        var generator = Generator(options => options.MaxConcurrentCalls = 1);
        var (call, answers) = await TogetherAsync(generator, ["one"], ["two"]);
        call.Ended.SetException(new ProviderException("busy") { Status = 503 });
        foreach (var answer in answers)
        {
            (await Should.ThrowAsync<ProviderException>(() => Within(answer))).Status.ShouldBe(503);
        }

        _model.Calls.ShouldBe(2);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Answer_OfAnotherLength_IsATypedErrorForAll(int count)
    {
        var generator = Generator(options => options.MaxConcurrentCalls = 1);
        var (call, answers) = await TogetherAsync(generator, ["one"], ["two", "three"]);
        call.Ended.SetResult(new GeneratedEmbeddings<Embedding<float>>(Enumerable.Range(0, count).Select(_ => new Embedding<float>(new float[] { 1 }))));
        foreach (var answer in answers)
        {
            (await Should.ThrowAsync<ProviderException>(() => Within(answer))).Message.ShouldContain($"{count} embeddings for 3 values");
        }
    }

    [Fact]
    public async Task Call_ThatFillsABatchOrIsNotUnderstood_PassesThrough()
    {
        var generator = Generator(options => options.MaxBatchSize = 2);
        _model.Respond = sent => sent.Embedded();
        var raw = new EmbeddingGenerationOptions { RawRepresentationFactory = _ => null };
        (await generator.GenerateAsync(["one", "two"])).Count.ShouldBe(2);
        (await generator.GenerateAsync([])).Count.ShouldBe(0);
        (await generator.GenerateAsync(["one"], raw)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Call_WithoutTenantWhereThereAreSeveral_IsRefused()
    {
        var generator = Build(new ServiceCollection().AddSingleton<ITenantResolver>(new ClaimsTenantResolver("tid")).BuildServiceProvider(), configure: null);
        await Should.ThrowAsync<InvalidInputException>(async () => await generator.GenerateAsync(["one"]));
        _model.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task Caller_Leaves_TheOthersGetTheirs()
    {
        var generator = Generator(options => options.MaxConcurrentCalls = 1);
        using var leaving = new CancellationTokenSource();
        var opening = generator.GenerateAsync(["opening"]);
        var first = await _model.NextAsync();
        var one = generator.GenerateAsync(["one"], cancellationToken: leaving.Token);
        var two = generator.GenerateAsync(["two"]);
        first.Answer();
        await Within(opening);
        var call = await _model.NextAsync();
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => Within(one));
        call.Answer();
        (await Within(two)).Select(TextOf).ShouldBe(["t3"]);
    }

    [Fact]
    public async Task Dispose_Awaited_DrainsAndThenRefuses()
    {
        var generator = Generator(options => options.MaxConcurrentCalls = 1);
        var answer = generator.GenerateAsync(["one"]);
        var call = await _model.NextAsync();
        var disposing = ((IAsyncDisposable)generator).DisposeAsync().AsTask();
        call.Answer();
        await Within(disposing);
        (await Within(answer)).Count.ShouldBe(1);
        await Should.ThrowAsync<UnavailableException>(async () => await generator.GenerateAsync(["two"]));
    }

    [Fact]
    public void Options_OutOfRange_AreRefusedByName() =>
        Should.Throw<ConfigurationException>(() => Generator(options => options.MaxBatchSize = 1)).Message.ShouldContain("MaxBatchSize");

    [Fact]
    public void EmbeddingGenerationOptions_HaveNoPropertyThatNobodyThoughtOf() =>
        typeof(EmbeddingGenerationOptions).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal)
            .ShouldBe(["AdditionalProperties", "Dimensions", "ModelId", "RawRepresentationFactory"]);

    private static string TextOf(Embedding<float> embedding) => $"{(char)embedding.Vector.Span[1]}{embedding.Vector.Span[0]}";

    private static async Task<T> Within<T>(Task<T> task) => await task.WaitAsync(BatchModel.Patience);

    private static async Task Within(Task task) => await task.WaitAsync(BatchModel.Patience);

    private IEmbeddingGenerator<string, Embedding<float>> Generator(Action<EmbeddingBatchingOptions>? configure = null) => Build(new ServiceCollection().BuildServiceProvider(), configure);

    private IEmbeddingGenerator<string, Embedding<float>> Build(IServiceProvider services, Action<EmbeddingBatchingOptions>? configure) =>
        new EmbeddingGeneratorBuilder<string, Embedding<float>>(_model).UseEmbeddingBatching(configure).Build(services);

    private async Task<(HeldGenerator.Call Call, Task<GeneratedEmbeddings<Embedding<float>>>[] Answers)> TogetherAsync(
        IEmbeddingGenerator<string, Embedding<float>> generator, params string[][] values)
    {
        var opening = generator.GenerateAsync(["opening"]);
        var first = await _model.NextAsync();
        Task<GeneratedEmbeddings<Embedding<float>>>[] answers = [.. values.Select(some => generator.GenerateAsync(some))];
        first.Answer();
        await Within(opening);
        return (await _model.NextAsync(), answers);
    }
}
