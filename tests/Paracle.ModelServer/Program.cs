using System.CommandLine;
using Paracle.Simulation;

var defaults = new ModelServerOptions();
var port = new Option<int>("--port") { Description = "Port on 127.0.0.1; 0 takes a free one." };
var baseMilliseconds = new Option<int>("--base-ms") { Description = "Milliseconds to the first token." };
var tokenMilliseconds = new Option<int>("--token-ms") { Description = "Milliseconds that each token takes after that." };
var tokens = new Option<int>("--tokens") { Description = "Tokens of an answer.", DefaultValueFactory = _ => defaults.AnswerTokens };
var http2 = new Option<bool>("--http2") { Description = "HTTP/2 without TLS (prior knowledge) in place of HTTP/1.1." };
foreach ((Option<int> option, int most) in ((Option<int>, int)[])
    [(port, ushort.MaxValue), (baseMilliseconds, int.MaxValue), (tokenMilliseconds, int.MaxValue), (tokens, 100_000)])
{
    option.Validators.Add(result =>
    {
        if (result.Tokens is [var token] && int.TryParse(token.Value, out int value) && (value < 0 || value > most))
        {
            result.AddError($"{option.Name} is {value}; it must be from 0 to {most}.");
        }
    });
}

var root = new RootCommand("A simulated OpenAI and Anthropic server. GET /_counters shows what it has been asked.")
{
    port, baseMilliseconds, tokenMilliseconds, tokens, http2,
};
root.SetAction(async (result, cancellationToken) =>
{
    var options = new ModelServerOptions
    {
        Port = result.GetValue(port),
        FirstTokenDelay = TimeSpan.FromMilliseconds(result.GetValue(baseMilliseconds)),
        TokenDelay = TimeSpan.FromMilliseconds(result.GetValue(tokenMilliseconds)),
        AnswerTokens = result.GetValue(tokens),
        Http2 = result.GetValue(http2),
        RecordedRequests = 0,
    };
    try
    {
        await using ModelServer server = await ModelServer.StartAsync(options, cancellationToken);
        Console.WriteLine($"Listening on {server.BaseAddress}");

        // cancelled on SIGINT and SIGTERM
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }
    catch (IOException exception)
    {
        await Console.Error.WriteLineAsync($"Port {options.Port} cannot be used: {exception.Message} Choose another --port, or 0 for a free one.");
        return 1;
    }
});

return await root.Parse(args).InvokeAsync();
