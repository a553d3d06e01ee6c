using Microsoft.Extensions.AI;
using Paracle.Simulation;

namespace Paracle.Providers.Tests.Wire;

/// <summary>Keys, prompts and answers, driven through every way a call can end and looked for in all that is told about it.</summary>
public abstract class SecretWireTests<TVendor>
    where TVendor : IWireVendor, new()
{
    private const string Key = "canary-key-5f1d";
    private const string Prompt = "canary-prompt-77a2";
    private const string Answer = "canary-answer-c03e";

    private static readonly IReadOnlyList<ModelReply> Replies =
    [
        ModelReply.Text(Answer),
        ModelReply.Status(400, $"{Prompt} is no prompt for {Key}"),
        ModelReply.Status(401, $"Incorrect API key: {Key}"),
        ModelReply.Raw($$$"""{"error":{"code":"{{{Key}}}","type":"{{{Prompt}}}"}}""", statusCode: 422),
        ModelReply.Status(503, $"{Prompt} {Key}"),
        ModelReply.Raw($"<html>{Prompt} {Key} {Answer}</html>", "text/html"),
        ModelReply.Raw($$"""{"{{Answer}}":"{{Prompt}}"}"""),
        ModelReply.Raw($"data: {{\"{Answer}\n\n", "text/event-stream"),
        ModelReply.Raw($"event: error\ndata: {{\"type\":\"error\",\"error\":{{\"type\":\"{Prompt}\",\"message\":\"{Key} {Answer}\"}}}}\n\n", "text/event-stream"),
        ModelReply.Dropped(),
        ModelReply.Text($"{Answer} and {Answer}") with { Fault = StreamFault.CutAfter(1) },
        ModelReply.Text($"{Answer} and {Answer}") with { Fault = StreamFault.EndAfter(1) },
        ModelReply.Text($"{Answer} and {Answer}") with { Fault = StreamFault.MalformedAfter(1) },
        ModelReply.Text($"{Answer} and {Answer}") with { Fault = StreamFault.ErrorAfter(1) },
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_HoweverItEnds_TellsNeitherKeyNorPromptNorAnswer(bool isStreaming)
    {
        using var eavesdropper = new Eavesdropper();
        await using var wire = await WireHost.StartAsync<TVendor>(apiKey: Key);
        List<string> told = [];
        foreach (var reply in Replies)
        {
            wire.Server.Responder = _ => reply;
            var error = isStreaming
                ? (await wire.ReadAsync(Prompt)).Error
                : await Record.ExceptionAsync(() => wire.Client.GetResponseAsync(Prompt));
            (error is null or ProviderException).ShouldBeTrue(error?.ToString());
            told.Add(error?.ToString() ?? "");
        }

        told.AddRange(eavesdropper.Heard);
        told.AddRange(wire.Host.Logs.Select(log =>
            $"{log.Category} {log.Message} {log.Exception} {string.Join(' ', log.StructuredState ?? [])} {string.Join(' ', log.Scopes)}"));

        told.ShouldContain(line => line.Contains("gen_ai.client.operation.duration"));
        told.ShouldContain(line => line.StartsWith("Polly"));
        told.ShouldContain(line => line.StartsWith("System.Net.Http"));
        foreach (var secret in new[] { Key, Prompt, Answer })
        {
            told.Where(line => line.Contains(secret)).ShouldBeEmpty();
            wire.Server.Requests.ShouldContain(request => request.Json.GetRawText().Contains(Prompt));
        }
    }
}
