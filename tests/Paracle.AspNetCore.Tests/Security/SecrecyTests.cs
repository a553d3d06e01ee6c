using System.Net;
using System.Runtime.CompilerServices;
using Paracle.AspNetCore.Tests.Doubles;

namespace Paracle.AspNetCore.Tests.Security;

/// <summary>Drives strings that must stay secret through every way there is, and looks for them in what is logged.</summary>
public sealed class SecrecyTests
{
    private const string Canary = "canary-51ff08";

    [Fact]
    public async Task Requests_OfEveryKind_LeaveNothingSecretInTheLog()
    {
        await using var host = new HttpHost();
        host.Model.Speaks = (task, token) => task.Contains("fail", StringComparison.Ordinal) ? FailAsync(token) : TestModel.Pieces("Answer ", Canary);
        await host.StartAsync();

        foreach (var path in new[] { "/api/v1/agents/run", "/api/v1/agents/run/stream" })
        {
            await host.SendAsync(HttpMethod.Post, path, HttpHost.Body("helper", Canary));
            await host.SendAsync(HttpMethod.Post, path, HttpHost.Body("helper", "fail " + Canary));
            await host.SendAsync(HttpMethod.Post, path, $"{{\"agent_id\":\"helper\",\"task\":{Canary}");
            await host.SendAsync(HttpMethod.Post, path, $"{{\"agent_id\":\"helper\",\"task\":[\"{Canary}\"]}}");
            await host.SendAsync(HttpMethod.Post, path, $"{{\"agent_id\":\"{Canary} x\",\"task\":\"\"}}", headers: ("Authorization", "Bearer " + Canary));
        }

        await host.SendAsync(HttpMethod.Put, "/api/v1/agents/mine", $"{{\"instructions\":\"{Canary}\",\"metadata\":{{\"key\":\"{Canary}\"}}}}");
        await host.SendAsync(HttpMethod.Put, "/api/v1/agents/mine", $"{{\"instructions\":\"{Canary}\",\"temperature\":9}}");
        await host.SendAsync(HttpMethod.Put, "/api/v1/agents/mine", $"{{\"instructions\":\"{Canary}\"}}", headers: ("If-Match", "\"stale\""));
        await host.SendAsync(HttpMethod.Get, "/api/v1/agents/mine");
        await host.SendAsync(HttpMethod.Get, "/api/v1/executions");

        var ours = host.Logs.GetSnapshot().Where(record => record.Category?.StartsWith("Paracle", StringComparison.Ordinal) == true).ToList();
        ours.ShouldNotBeEmpty();
        host.Logs.GetSnapshot().ShouldAllBe(record => !record.ToString()!.Contains(Canary) && record.Exception == null);
    }

    [Fact]
    public async Task Errors_OfTheModel_DoNotReachTheClient()
    {
        await using var host = new HttpHost();
        host.Model.Speaks = (_, token) => FailAsync(token);
        await host.StartAsync();

        using var answer = await host.RunAsync("Hi");
        using var stream = await host.SendAsync(HttpMethod.Post, "/api/v1/agents/run/stream", HttpHost.Body("helper", "Hi"));
        var listed = await (await host.SendAsync(HttpMethod.Get, "/api/v1/executions")).Content.ReadAsStringAsync();

        answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain(Canary);
        (await stream.Content.ReadAsStringAsync()).ShouldNotContain(Canary);
        listed.ShouldNotContain(Canary);
    }

    private static async IAsyncEnumerable<string> FailAsync([EnumeratorCancellation] CancellationToken token)
    {
        await Task.Yield();
        token.ThrowIfCancellationRequested();
        yield return "Half.";
        throw new InvalidTimeZoneException("The key is " + Canary);
    }
}
