using Microsoft.Extensions.AI;

namespace Paracle.Testing.Conformance;

/// <summary>What <see cref="IProviderCatalog"/> promises.</summary>
public abstract class ProviderCatalogConformance
{
    [Fact]
    public void Names_SeveralProviders_InTheOrderTheyWereAdded() => Create(null, "zeta", "alpha", "Alpha").Names.ShouldBe(["zeta", "alpha", "Alpha"]);

    [Fact]
    public void Names_NoProvider_Empty() => Create(null).Names.ShouldBeEmpty();

    [Fact]
    public void GetClient_ByName_ItsClientEveryTime()
    {
        var catalog = Create(null, "one", "two");
        catalog.GetClient("one").ShouldBeSameAs(catalog.GetClient("one"));
        catalog.GetClient("two").ShouldNotBeSameAs(catalog.GetClient("one"));
    }

    [Fact]
    public async Task GetClient_Racers_GetOneClient()
    {
        var catalog = Create(null, "one", "two");
        var clients = await Race.RunAsync(64, racer => Task.FromResult<IChatClient>(catalog.GetClient("two")));
        clients.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public void GetClient_WithoutName_TheOnlyOne()
    {
        var catalog = Create(null, "one");
        catalog.GetClient(null).ShouldBeSameAs(catalog.GetClient("one"));
    }

    [Fact]
    public void GetClient_WithoutName_TheDefaultOne()
    {
        var catalog = Create("two", "one", "two", "three");
        catalog.GetClient(null).ShouldBeSameAs(catalog.GetClient("two"));
    }

    [Fact]
    public void GetClient_WithoutNameAmongSeveral_SaysSo()
    {
        var error = Should.Throw<ConfigurationException>(() => Create(null, "one", "two").GetClient(null));
        error.Message.ShouldContain("one");
        error.Message.ShouldContain("two");
    }

    [Fact]
    public void GetClient_NothingConfigured_SaysWhichCallToAdd()
    {
        Should.Throw<ConfigurationException>(() => Create(null).GetClient(null)).Message.ShouldContain("Add");
        Should.Throw<ConfigurationException>(() => Create(null).GetClient("openai")).Message.ShouldContain("openai");
    }

    [Fact]
    public void GetClient_UnknownName_SaysWhichAreKnown()
    {
        foreach (var name in new[] { "One", "on", "one ", "two" })
        {
            var error = Should.Throw<ConfigurationException>(() => Create("one", "one").GetClient(name));
            error.Message.ShouldContain(name);
            error.Message.ShouldContain("one");
        }
    }

    /// <summary>Makes a catalog.</summary>
    /// <param name="defaultName">The default provider, or null for none.</param>
    /// <param name="names">The providers, in the order they are added.</param>
    protected abstract IProviderCatalog Create(string? defaultName, params string[] names);
}
