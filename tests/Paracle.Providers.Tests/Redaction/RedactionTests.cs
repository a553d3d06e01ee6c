using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Compliance.Classification;
using Microsoft.Extensions.Compliance.Redaction;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Paracle.Providers.Tests.Wire;

namespace Paracle.Providers.Tests.Redaction;

public sealed class RedactionTests : IDisposable
{
    private const string Secret = "canary-4b91";
    private static readonly DataClassification Private = new("tests", "private");

    private readonly WatchedChatClient _provider = new();
    private readonly WatchedChatClient _watcher = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Watcher_OfACall_SeesItRedactedAndTheOthersDoNot(bool isStreaming)
    {
        await using var host = Host(options => options.Observe = Watch);
        var messages = Messages();
        var call = new ChatOptions { Instructions = $"Know {Secret}.", ModelId = "model" };

        var answer = await AskAsync(host, messages, call, isStreaming);

        _watcher.Seen.ShouldNotContain(Secret);
        _watcher.Seen.ShouldContain("Say *.");
        _watcher.Seen.ShouldContain("Know *.");
        _watcher.Seen.ShouldContain("It is *!");
        _watcher.Seen.ShouldContain("[DataContent]");
        _provider.LastMessages.ShouldBeSameAs(messages);
        _provider.LastOptions.ShouldNotBeNull().Instructions.ShouldBe($"Know {Secret}.");
        answer.Text.ShouldBe($"It is {Secret}!");
        answer.Usage.ShouldNotBeNull().OutputTokenCount.ShouldBe(3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Provider_IfToldSo_GetsTheRequestRedacted(bool isStreaming)
    {
        await using var host = Host(options => options.BeforeProvider = true);
        var messages = Messages();
        var call = new ChatOptions { Instructions = $"Know {Secret}." };

        var answer = await AskAsync(host, messages, call, isStreaming);

        _provider.Request.ShouldNotContain(Secret);
        _provider.Request.ShouldContain("Say *.");
        _provider.Request.ShouldContain("Know *.");
        answer.Text.ShouldBe($"It is {Secret}!");
        messages[0].Text.ShouldBe($"Say {Secret}.");
        call.Instructions.ShouldBe($"Know {Secret}.");
    }

    [Fact]
    public async Task Both_WatcherAndProvider_GetTheRequestRedacted()
    {
        await using var host = Host(options => (options.Observe, options.BeforeProvider) = (Watch, true));

        await AskAsync(host, Messages(), options: null, isStreaming: true);

        (_watcher.Seen + _provider.Request).ShouldNotContain(Secret);
    }

    [Fact]
    public async Task Tools_ArgumentsAndResults_AreRedactedWithinTheirForm()
    {
        await using var host = Host(options => options.Observe = Watch);
        ChatMessage[] messages =
        [
            new(ChatRole.Assistant, [new FunctionCallContent("1", "find", new Dictionary<string, object?>
            {
                ["text"] = Secret, ["nested"] = JsonElement.Parse($$"""{"list":["{{Secret}}",17,true,null]}"""),
            })]),
            new(ChatRole.Tool, [new FunctionResultContent("1", new[] { $"found {Secret}" })]),
        ];

        await AskAsync(host, messages, options: null, isStreaming: false);

        _watcher.Seen.ShouldContain("""{"list":["*",17,true,null]}""");
        _watcher.Seen.ShouldContain("found *");
        _watcher.Seen.ShouldNotContain(Secret);
    }

    [Fact]
    public async Task Logs_OfTheHostsOwnClient_HoldNothing()
    {
        await using var host = Host(options => options.Observe = static chat => chat.UseLogging().UseOpenTelemetry(configure: telemetry => telemetry.EnableSensitiveData = true));
        using var eavesdropper = new Eavesdropper();

        await AskAsync(host, Messages(), new ChatOptions { Instructions = Secret }, isStreaming: false);
        await AskAsync(host, Messages(), new ChatOptions { Instructions = Secret }, isStreaming: true);

        string[] told = [.. host.Logs.Select(log => $"{log.Message} {string.Join(' ', log.StructuredState ?? [])}"), .. eavesdropper.Heard];
        told.ShouldContain(line => line.Contains("Say *."));
        told.ShouldContain(line => line.StartsWith("gen_ai.output.messages") && line.Contains("It is *!"));
        told.Where(line => line.Contains(Secret)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true, "It is *!")]
    [InlineData(false, "")]
    public async Task Redactor_OfTheHostsClassification_IsUsed_ElseTheOneThatErases(bool isClassified, string answer)
    {
        await using var host = Host(
            options =>
            {
                options.Redactor = null;
                options.Observe = Watch;
                options.Classification = isClassified ? Private : options.Classification;
            },
            services => services.AddRedaction(redaction => redaction.SetRedactor<CanaryRedactor>(Private)));

        await AskAsync(host, Messages(), options: null, isStreaming: false);

        _watcher.LastAnswer.ShouldBe(answer);
    }

    [Fact]
    public async Task Redactor_Missing_IsAConfigurationError()
    {
        await using var host = Host(options => (options.Redactor, options.BeforeProvider) = (null, true));

        Should.Throw<ConfigurationException>(() => host.Client()).Message.ShouldContain("AddRedaction");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Redactor_Throws_NothingGoesOut(bool isStreaming)
    {
        await using var host = Host(options => (options.Redactor, options.Observe, options.BeforeProvider) = (new BrokenRedactor(), Watch, true));

        await Should.ThrowAsync<InvalidOperationException>(() => AskAsync(host, Messages(), options: null, isStreaming));

        (_watcher.Seen + _provider.Seen).ShouldBeEmpty();
    }

    [Fact]
    public void Options_ThatRedactBeforeNobody_AreRefused()
    {
        Should.Throw<OptionsValidationException>(() => Host(_ => { }).ValidateAtStart()).Message.ShouldContain("BeforeProvider");
        Should.Throw<OptionsValidationException>(() => new ChatClientBuilder(_provider).UseRedaction(_ => { }));
    }

    [Fact]
    public async Task Alone_AroundAnyClient_Works()
    {
        using var client = new ChatClientBuilder(_provider).UseRedaction(options => (options.Redactor, options.BeforeProvider) = (new CanaryRedactor(), true)).Build();

        (await client.GetResponseAsync(Secret)).Text.ShouldBe($"It is {Secret}!");

        _provider.Request.ShouldNotContain(Secret);
    }

    public void Dispose()
    {
        _provider.Dispose();
        _watcher.Dispose();
    }

    private static ChatMessage[] Messages() =>
    [
        new(ChatRole.User, $"Say {Secret}."),
        new(ChatRole.User, [new DataContent(System.Text.Encoding.UTF8.GetBytes(Secret), "text/plain")]),
    ];

    private static Task<ChatResponse> AskAsync(ProviderHost host, IReadOnlyList<ChatMessage> messages, ChatOptions? options, bool isStreaming) => isStreaming
        ? host.Client().GetStreamingResponseAsync(messages, options).ToChatResponseAsync()
        : host.Client().GetResponseAsync(messages, options);

    private void Watch(ChatClientBuilder chat) => chat.Use(inner =>
    {
        _watcher.Inner = inner;
        return _watcher;
    });

    private ProviderHost Host(Action<RedactionOptions> configure, Action<IServiceCollection>? services = null) => new(builder =>
    {
        services?.Invoke(builder.Services);
        builder.AddProvider("provider", _ => _provider).UseRedaction(options =>
        {
            options.Redactor = new CanaryRedactor();
            configure(options);
        });
    });

    private sealed class BrokenRedactor : Redactor
    {
        public override int GetRedactedLength(ReadOnlySpan<char> input) => throw new InvalidOperationException("It cannot tell.");

        public override int Redact(ReadOnlySpan<char> source, Span<char> destination) => throw new InvalidOperationException("It cannot tell.");
    }

    private sealed class CanaryRedactor : Redactor
    {
        public override int GetRedactedLength(ReadOnlySpan<char> input) => input.ToString().Replace(Secret, "*", StringComparison.Ordinal).Length;

        public override int Redact(ReadOnlySpan<char> source, Span<char> destination)
        {
            var redacted = source.ToString().Replace(Secret, "*", StringComparison.Ordinal);
            redacted.CopyTo(destination);
            return redacted.Length;
        }
    }
}
