using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Paracle.AspNetCore.Tests.Doubles;
using Paracle.Testing;

namespace Paracle.AspNetCore.Tests.Streams;

public sealed class SlowReaderTests
{
    [Fact]
    public async Task Stream_ReaderTakesNothing_IsCutAndTheRunCancelled()
    {
        await using var host = new HttpHost(options => options.StreamWriteTimeout = TimeSpan.FromSeconds(5));
        host.Kestrel = kestrel => kestrel.Limits.MinResponseDataRate = null; // the server's own patience must not decide the test
        host.ConfigureRuntime(options => options.MaxDuration = TimeSpan.FromDays(1)); // nor may the run's
        host.Model.Speaks = (_, _) => EndlessAsync();
        await host.StartAsync();
        using var cut = new MetricCollector<long>(host.Get<System.Diagnostics.Metrics.IMeterFactory>(), TelemetryNames.AspNetCore, TelemetryNames.CutStreams);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(host.Address.Host, host.Address.Port);
        var body = HttpHost.Body("helper", "Talk.");
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"POST /api/v1/agents/run/stream HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"));

        await Waiting.UntilAsync(() =>
        {
            // So little that no number of turns brings the clock to the end of the run's own time, and not so little that a busy machine never gets there.
            host.Time.Advance(TimeSpan.FromMilliseconds(10));
            return cut.LastMeasurement is not null;
        });

        await Waiting.UntilAsync(() => host.Model.Calls.Single().IsCancellationRequested);
        await Waiting.UntilAsync(async () => (await host.OnlyExecutionAsync()).State.IsTerminal());
        (await host.OnlyExecutionAsync()).State.ShouldBe(ExecutionState.Cancelled);
        host.Logs.GetSnapshot().ShouldContain(record => record.Id.Id == EventIdBands.AspNetCore + 4);
    }

    [Fact]
    public async Task Stream_ReaderTakesWhatIsSentJustWhenItsTimeIsOver_GoesOn()
    {
        var limit = TimeSpan.FromSeconds(5);
        var time = new LastMoment(limit);
        var runtime = new ScriptedRuntime();
        await using var host = new HttpHost(options => options.StreamWriteTimeout = limit).With(runtime);
        host.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time));
        host.Before = application => application.Use((context, next) =>
        {
            context.Features.Set(time.Of(context.Features.GetRequiredFeature<IHttpResponseBodyFeature>()));
            return next(context);
        });
        await host.StartAsync();
        runtime.Tell(new AgentEvent.Started(ScriptedRuntime.Id), new AgentEvent.Completed(ScriptedRuntime.Result));
        runtime.End();

        using var answer = await host.SendAsync(HttpMethod.Post, "/api/v1/agents/run/stream", HttpHost.Body("helper", "Talk."));
        var events = await ServerEvent.ReadAsync(await answer.Content.ReadAsStreamAsync()).ToListAsync();

        time.IsOver.ShouldBeTrue();
        events.Select(item => item.Type).ShouldBe(["started", "completed"]);
    }

    private static async IAsyncEnumerable<string> EndlessAsync()
    {
        // Three bytes a character: an answer at its bound of characters is far more than what the sockets' buffers can swallow.
        var piece = new string('\u3042', 16_384);
        while (true)
        {
            await Task.Yield();
            yield return piece;
        }
    }
}
