using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using Paracle.Providers.Http.Internal;
using Paracle.Providers.Tests.Wire;

namespace Paracle.Providers.Tests.Http;

public sealed class TimedAnswerChatClientTests
{
    private static readonly ChatResponseUpdate Token = new(ChatRole.Assistant, "word");
    private static readonly ChatResponseUpdate Empty = new(ChatRole.Assistant, "");
    private static readonly ChatResponseUpdate Ping = new();
    private static readonly ChatResponseUpdate End = new() { FinishReason = ChatFinishReason.Stop };

    private readonly FakeTimeProvider _time = new();

    private readonly ProviderHttpOptions _limits = new()
    {
        FirstTokenTimeout = TimeSpan.FromSeconds(30),
        TokenTimeout = TimeSpan.FromSeconds(10),
        CallTimeout = TimeSpan.FromSeconds(60),
    };

    [Fact]
    public async Task Stream_PingsAndEmptyEventsAlone_MissesItsFirstToken()
    {
        var (_, error) = await ReadAsync([(9, Ping), (9, Empty), (9, Ping), (9, Token), (0, End)]);

        error.ShouldNotBeNull().Failure.ShouldBe(ProviderFailure.NoStatus);
        error.Message.ShouldContain("raise Http.FirstTokenTimeout");
    }

    [Fact]
    public async Task Stream_PingsAfterAToken_IsStalledAllTheSame()
    {
        var (count, error) = await ReadAsync([(29, Token), (9, Token), (6, Ping), (6, Empty), (0, End)]);

        count.ShouldBe(3);
        error.ShouldNotBeNull().Failure.ShouldBe(ProviderFailure.BrokenOff);
        error.Message.ShouldContain("raise Http.TokenTimeout");
    }

    [Fact]
    public async Task Stream_TokensInTimeButTooMany_EndsWithTheCall()
    {
        var (_, error) = await ReadAsync([.. Enumerable.Repeat((9d, Token), 7), (0, End)]);

        error.ShouldNotBeNull().Failure.ShouldBe(ProviderFailure.BrokenOff);
        error.Message.ShouldContain("raise Http.CallTimeout");
    }

    [Fact]
    public async Task Stream_WithinItsLimits_IsPassedOnWhole() =>
        (await ReadAsync([(29, Token), (9, Token), (9, Empty), (0, Token), (9, End)])).ShouldBe((5, null));

    [Fact]
    public async Task Reader_Slow_IsNotTakenForASilentProvider() =>
        (await ReadAsync([(9, Token), (9, Token), (1, End)], readerSeconds: 12)).ShouldBe((3, null));

    [Fact]
    public async Task Answer_NotStreamed_EndsWithTheCall()
    {
        using var client = Client([(59, Token), (2, End)]);

        var error = await Should.ThrowAsync<ProviderException>(() => client.GetResponseAsync("Hello").WaitAsync(WireHost.Patience));

        error.Message.ShouldContain("raise Http.CallTimeout");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Caller_Leaves_IsACancellationOfItsOwn(bool isStreaming)
    {
        using var leaving = new CancellationTokenSource();
        using var client = new TimedAnswerChatClient(new PacedClient(_ => leaving.CancelAsync(), [(1, Token), (1, End)]), "wire", _limits, _time);

        var error = await Should.ThrowAsync<OperationCanceledException>(() => isStreaming
            ? client.GetStreamingResponseAsync("Hello", cancellationToken: leaving.Token).ToChatResponseAsync(CancellationToken.None)
            : client.GetResponseAsync("Hello", cancellationToken: leaving.Token));

        error.CancellationToken.ShouldBe(leaving.Token);
    }

    private TimedAnswerChatClient Client(IReadOnlyList<(double Seconds, ChatResponseUpdate Update)> script)
    {
        return new TimedAnswerChatClient(new PacedClient(Pass, script), "wire", _limits, _time);

        Task Pass(double seconds)
        {
            _time.Advance(TimeSpan.FromSeconds(seconds));
            return Task.CompletedTask;
        }
    }

    private async Task<(int Count, ProviderException? Error)> ReadAsync(IReadOnlyList<(double Seconds, ChatResponseUpdate Update)> script, double readerSeconds = 0)
    {
        using var client = Client(script);
        var count = 0;
        try
        {
            await foreach (var _ in client.GetStreamingResponseAsync("Hello"))
            {
                count++;
                _time.Advance(TimeSpan.FromSeconds(readerSeconds));
            }
        }
        catch (ProviderException error)
        {
            return (count, error);
        }

        return (count, null);
    }

    /// <summary>Lets time go by before each piece, and leaves when it is told to.</summary>
    private sealed class PacedClient(Func<double, Task> pass, IReadOnlyList<(double Seconds, ChatResponseUpdate Update)> script) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(CancellationToken.None);

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (var (seconds, update) in script)
            {
                await pass(seconds);
                cancellationToken.ThrowIfCancellationRequested();
                yield return update;
            }
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
