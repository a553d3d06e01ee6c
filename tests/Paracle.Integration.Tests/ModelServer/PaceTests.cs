using Microsoft.Extensions.Time.Testing;
using Paracle.Simulation;

namespace Paracle.Integration.Tests.Simulation;

public sealed class PaceTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Stream_Paced_SendsEachTokenWhenItIsDue()
    {
        await using ModelServer server = await StartAsync();
        server.Enqueue(ModelReply.TextChunks("one", "two", "three"));
        using HttpClient client = RawClient.To(server);
        Task<string> reading = RawClient.TextAsync(client, "/v1/chat/completions", isStreaming: true);
        await server.Counters.WaitForReceivedAsync(1, TestTime.Limit);

        _time.Advance(TimeSpan.FromMilliseconds(50));
        await server.Counters.WaitForTokensAsync(1, TestTime.Limit);
        _time.Advance(TimeSpan.FromMilliseconds(2));
        await server.Counters.WaitForTokensAsync(2, TestTime.Limit);
        server.Counters.Current.TokensServed.ShouldBe(2);
        _time.Advance(TimeSpan.FromMilliseconds(2));
        await server.Counters.WaitForTokensAsync(3, TestTime.Limit);
        reading.IsCompleted.ShouldBeFalse("the last token takes its time too");
        _time.Advance(TimeSpan.FromMilliseconds(2));

        (await reading.WaitAsync(TestTime.Limit)).ShouldContain("[DONE]");
    }

    [Fact]
    public async Task Whole_Paced_TakesTheTimeOfItsTokens()
    {
        await using ModelServer server = await StartAsync();
        server.Enqueue(ModelReply.TextChunks("one", "two", "three"));
        using HttpClient client = RawClient.To(server);
        Task<string> reading = RawClient.TextAsync(client, "/v1/messages", isStreaming: false);
        await server.Counters.WaitForReceivedAsync(1, TestTime.Limit);

        _time.Advance(TimeSpan.FromMilliseconds(55));
        reading.IsCompleted.ShouldBeFalse();
        server.Counters.Current.InFlight.ShouldBe(1);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        (await reading.WaitAsync(TestTime.Limit)).ShouldContain("onetwothree");
    }

    [Fact]
    public async Task Reply_WithItsOwnPace_KeepsThat()
    {
        await using ModelServer server = await StartAsync();
        server.Enqueue(ModelReply.Text("at once") with { FirstTokenDelay = TimeSpan.Zero, TokenDelay = TimeSpan.Zero });
        using HttpClient client = RawClient.To(server);

        string text = await RawClient.TextAsync(client, "/v1/messages", isStreaming: false).WaitAsync(TestTime.Limit);

        text.ShouldContain("at once");
    }

    private Task<ModelServer> StartAsync() => ModelServer.StartAsync(new ModelServerOptions
    {
        FirstTokenDelay = TimeSpan.FromMilliseconds(50),
        TokenDelay = TimeSpan.FromMilliseconds(2),
        TimeProvider = _time,
    });
}
