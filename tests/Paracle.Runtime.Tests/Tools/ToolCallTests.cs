using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Paracle.Runtime.Tests.Doubles;

namespace Paracle.Runtime.Tests.Tools;

public sealed class ToolCallTests
{
    [Fact]
    public async Task Call_UnknownTool_IsAnErrorTheModelIsTold()
    {
        await using var host = new TestHost();
        host.WithTool(() => "ok", "look");

        (await ResultAsync(host, ScriptedModel.Call("peek"))).ShouldBe(("Error: there is no such tool. Tools: look.", true));
    }

    [Fact]
    public async Task Call_RegisteredToolTheSpecDoesNotName_IsUnknown()
    {
        await using var host = new TestHost();
        var invoked = false;
        host.WithTool(() => "ok", "look").AddTool(AIFunctionFactory.Create(() => invoked = true, "other"));

        (await ResultAsync(host, ScriptedModel.Call("other"))).IsError.ShouldBeTrue();
        invoked.ShouldBeFalse();
    }

    [Fact]
    public async Task Call_NotGranted_IsRefusedWithoutCalling()
    {
        await using var host = new TestHost(withGrants: false);
        host.Grant(GrantAction.Run, GrantResource.Agent("helper"));
        host.Grant(GrantAction.Call, GrantResource.Tool("another"));
        var invoked = false;
        host.WithTool(() => invoked = true, "look");

        (await ResultAsync(host, ScriptedModel.Call("look"))).ShouldBe(("Error: not granted.", true));
        invoked.ShouldBeFalse();
        (await host.OnlyExecutionAsync()).State.ShouldBe(ExecutionState.Succeeded);
    }

    [Theory]
    [InlineData("""{"path":"a","count":1,"mode":"Fast"}""", null)]
    [InlineData("""{"path":"a","count":1,"mode":"Fast","more":[{"name":"n"}]}""", null)]
    [InlineData("""{"count":1,"mode":"Fast"}""", "$.path is required.")]
    [InlineData("""{"path":1,"count":1,"mode":"Fast"}""", "$.path must be of type string.")]
    [InlineData("""{"path":"a","count":1.5,"mode":"Fast"}""", "$.count must be of type integer.")]
    [InlineData("""{"path":"a","count":1,"mode":"Odd"}""", """$.mode must be one of ["Fast","Slow"].""")]
    [InlineData("""{"path":"a","count":1,"mode":"Fast","more":{}}""", "$.more must be of type array or null.")]
    [InlineData("""{"path":"a","count":1,"mode":"Fast","more":[{"name":7}]}""", "$.more[0].name must be of type string or null.")]
    [InlineData("""{"path":null,"count":1,"mode":"Fast"}""", "$.path must be of type string.")]
    public async Task Call_ArgumentsAgainstTheSchema_AreCheckedBeforeCalling(string arguments, string? fault)
    {
        await using var host = new TestHost();
        var invoked = false;
        host.WithTool(
            (string path, int count, Mode mode, IReadOnlyList<Part>? more = null) =>
            {
                invoked = true;
                return "ok";
            },
            "look");
        var call = new FunctionCallContent("1", "look", JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments));

        (await ResultAsync(host, call)).ShouldBe(fault is null ? ("ok", false) : ($"Error: the arguments do not fit the tool's schema. {fault}", true));
        invoked.ShouldBe(fault is null);
    }

    [Fact]
    public async Task Call_ArgumentsAreNoObject_IsAnError()
    {
        await using var host = new TestHost();
        host.WithTool(() => "ok", "look");
        var broken = FunctionCallContent.CreateFromParsedArguments("[1,", "1", "look", static text => JsonSerializer.Deserialize<Dictionary<string, object?>>(text)!);

        (await ResultAsync(host, broken)).ShouldBe(("Error: the arguments are not a JSON object.", true));
        (await ResultAsync(host, new FunctionCallContent("1", "look", new Dictionary<string, object?> { ["stream"] = new MemoryStream() })))
            .ShouldBe(("Error: the arguments are not a JSON object.", true));
    }

    [Fact]
    public async Task Call_NoArgumentsAtAll_IsAnEmptyObject()
    {
        await using var host = new TestHost();
        host.WithTool(() => "ok", "look");

        (await ResultAsync(host, new FunctionCallContent("1", "look"))).ShouldBe(("ok", false));
    }

    [Fact]
    public async Task Call_ToolThrows_TellsTheModelTheTypeOnly()
    {
        await using var host = new TestHost();
        host.WithTool(string () => throw new InvalidOperationException("password=hunter2"), "look");

        (await ResultAsync(host, ScriptedModel.Call("look"))).ShouldBe(("Error: the tool failed with InvalidOperationException.", true));
        (await host.OnlyExecutionAsync()).State.ShouldBe(ExecutionState.Succeeded);
    }

    [Fact]
    public async Task Call_ToolCancelsByItself_IsAnError()
    {
        await using var host = new TestHost();
        host.WithTool(string () => throw new OperationCanceledException(), "look");

        (await ResultAsync(host, ScriptedModel.Call("look"))).IsError.ShouldBeTrue();
    }

    [Theory]
    [InlineData(256, false)]
    [InlineData(257, true)]
    public async Task Call_LongResult_IsCutWithANote(int length, bool isCut)
    {
        await using var host = new TestHost();
        host.WithTool(() => new string('x', length), "look").ConfigureRuntime(options => options.MaxToolResultLength = 256);

        var (text, isError) = await ResultAsync(host, ScriptedModel.Call("look"));

        isError.ShouldBeFalse();
        text.ShouldBe(isCut ? new string('x', 256) + "\n[cut: the result has 257 characters, the limit is 256]" : new string('x', 256));
    }

    [Fact]
    public async Task Call_ResultsOfManyKinds_BecomeText()
    {
        await using var host = new TestHost();
        host.WithTool(() => new Part("n"), "record").WithTool(() => { }, "nothing").WithTool(() => (string?)null, "null").WithTool(() => 1.5, "number")
            .WithTool(() => new[] { "a", "b" }, "list").WithTool(() => new TextContent("content"), "content");

        (await ResultAsync(host, ScriptedModel.Call("record"))).Text.ShouldBe("""{"name":"n"}""");
        (await ResultAsync(host, ScriptedModel.Call("number"))).Text.ShouldBe("1.5");
        (await ResultAsync(host, ScriptedModel.Call("list"))).Text.ShouldBe("""["a","b"]""");
        (await ResultAsync(host, ScriptedModel.Call("content"))).Text.ShouldBe("content");
        (await ResultAsync(host, ScriptedModel.Call("null"))).IsError.ShouldBeFalse();
        (await ResultAsync(host, ScriptedModel.Call("nothing"))).IsError.ShouldBeFalse();
    }

    [Fact]
    public async Task Call_SeveralInOneAnswer_RunInOrderOneAfterTheOther()
    {
        await using var host = new TestHost();
        List<string> order = [];
        host.WithTool(
            async (string name) =>
            {
                order.Add("begin " + name);
                await Task.Yield();
                order.Add("end " + name);
                return name;
            },
            "look");
        host.Model.Asks(ScriptedModel.Call("look", ("name", "a")), ScriptedModel.Call("look", ("name", "b"))).Says("Done.");

        await host.RunAsync();

        order.ShouldBe(["begin a", "end a", "begin b", "end b"]);
        host.Model.Requests.Last().Results.ShouldBe("a\nb");
    }

    [Fact]
    public async Task Call_ByTheProviderItself_IsLeftAlone()
    {
        await using var host = new TestHost();
        var response = ScriptedModel.Text("Done.");
        response.Messages[0].Contents.Add(new FunctionCallContent("1", "web_search") { InformationalOnly = true });
        host.Model.Answers(response);

        (await host.RunAsync()).ToolCalls.ShouldBe(0);
    }

    [Fact]
    public async Task Call_Tool_SeesItsCallerItsExecutionAndServicesOfItsOwnScope()
    {
        await using var host = new TestHost();
        host.Services.AddScoped<Scoped>();
        Caller? caller = null;
        object? execution = null;
        List<Scoped> scopes = [];
        host.WithTool(
            (AIFunctionArguments arguments) =>
            {
                caller = (Caller?)arguments.Context![typeof(Caller)];
                execution = arguments.Context[typeof(ExecutionId)];
                scopes.Add(arguments.Services!.GetRequiredService<Scoped>());
                scopes[^1].IsDisposed.ShouldBeFalse();
                return "ok";
            },
            "look");
        host.Model.Asks(ScriptedModel.Call("look"), ScriptedModel.Call("look")).Says("Done.");

        var result = await host.RunAsync();

        caller.ShouldBe(Caller.Local);
        execution.ShouldBe(result.ExecutionId);
        scopes.Distinct().Count().ShouldBe(2);
        scopes.ShouldAllBe(scope => scope.IsDisposed);
    }

    [Fact]
    public async Task Call_GrantsCannotBeRead_FailsTheRun()
    {
        await using var host = new TestHost();
        host.WithTool(() => "ok", "look");
        host.Model.Does(_ =>
        {
            host.Time.Advance(TimeSpan.FromSeconds(6));
            host.Grants.BeforeRead = _ => throw new InvalidOperationException();
            return Task.FromResult(ScriptedModel.ToolCalls(ScriptedModel.Call("look")));
        });

        await Should.ThrowAsync<UnavailableException>(host.RunAsync());

        (await host.OnlyExecutionAsync()).ErrorCode.ShouldBe(ErrorCodes.Unavailable);
    }

    private static async Task<(string Text, bool IsError)> ResultAsync(TestHost host, FunctionCallContent call)
    {
        host.Model.Restart().Asks(call).Says("Done.");
        var events = await host.StreamAsync().ReadAllAsync();
        events[^1].ShouldBeOfType<AgentEvent.Completed>();
        var result = events.OfType<AgentEvent.ToolResult>().ShouldHaveSingleItem();
        host.Model.Requests.Last().Results.ShouldBe(result.Result);
        return (result.Result, result.IsError);
    }

    [System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter<Mode>))]
    private enum Mode
    {
        Fast,
        Slow,
    }

    private sealed record Part(string? Name);

    private sealed class Scoped : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
