using Microsoft.Extensions.AI;

namespace Paracle.Abstractions.Tests.Llm;

public sealed class ChatOptionsExtensionsTests
{
    private static readonly LlmCallContext Context = new() { Tenant = new TenantId("acme"), Subject = "someone" };

    [Fact]
    public void WithParacle_NoOptions_CarriesTheContext()
    {
        var options = ((ChatOptions?)null).WithParacle(Context);
        options.FindParacle().ShouldBeSameAs(Context);
    }

    [Fact]
    public void WithParacle_Options_CopiesAndLeavesThemAlone()
    {
        var options = new ChatOptions { ModelId = "small", Temperature = 0.5f, AdditionalProperties = new() { ["other"] = 1 } };
        var copy = options.WithParacle(Context);
        options.FindParacle().ShouldBeNull();
        options.AdditionalProperties.Keys.ShouldBe(["other"]);
        (copy.ModelId, copy.Temperature, copy.AdditionalProperties!["other"]).ShouldBe(("small", 0.5f, 1));
    }

    [Fact]
    public void WithParacle_Twice_TheLastOneCounts()
    {
        var other = Context with { Tenant = new TenantId("other") };
        var options = new ChatOptions().WithParacle(Context);
        options.WithParacle(other).FindParacle().ShouldBe(other);
        options.FindParacle().ShouldBe(Context);
    }

    [Fact]
    public void WithParacle_NoTenant_Refused()
    {
        Should.Throw<InvalidInputException>(() => new ChatOptions().WithParacle(new LlmCallContext { Tenant = default }));
        Should.Throw<ArgumentNullException>(() => new ChatOptions().WithParacle(null!));
    }

    [Fact]
    public void FindParacle_NothingOrSomethingElseUnderTheKey_Null()
    {
        ((ChatOptions?)null).FindParacle().ShouldBeNull();
        new ChatOptions().FindParacle().ShouldBeNull();
        var carried = new ChatOptions().WithParacle(Context);
        var forged = new ChatOptions { AdditionalProperties = new() { [carried.AdditionalProperties!.Keys.Single()] = "acme" } };
        forged.FindParacle().ShouldBeNull();
    }

    [Fact]
    public void FindParacle_CloneOfTheOptions_StillCarriesIt() => new ChatOptions().WithParacle(Context).Clone().FindParacle().ShouldBe(Context);

    [Fact]
    public void WithoutParacle_Carried_GoneFromACopy()
    {
        var options = new ChatOptions { AdditionalProperties = new() { ["other"] = 1 } }.WithParacle(Context);
        var bare = options.WithoutParacle()!;
        bare.AdditionalProperties!.Keys.ShouldBe(["other"]);
        options.FindParacle().ShouldBe(Context);
        new ChatOptions().WithParacle(Context).WithoutParacle()!.AdditionalProperties.ShouldBeNull();
    }

    [Fact]
    public void WithoutParacle_NotCarried_TheSameOptions()
    {
        var options = new ChatOptions { AdditionalProperties = new() { ["other"] = 1 } };
        options.WithoutParacle().ShouldBeSameAs(options);
        ((ChatOptions?)null).WithoutParacle().ShouldBeNull();
    }
}
