using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Paracle.Providers.Tests.Wire;

namespace Paracle.Providers.Tests.Catalog;

public sealed class ProviderCatalogTests
{
    [Fact]
    public async Task Names_SeveralAdded_ComeInTheOrderTheyWereAdded()
    {
        await using var host = new ProviderHost(builder => Add(builder, "zebra", "ant", "moth"));

        host.Catalog.Names.ShouldBe(["zebra", "ant", "moth"]);
    }

    [Fact]
    public async Task GetClient_Named_IsThatOne()
    {
        await using var host = new ProviderHost(builder => Add(builder, "zebra", "ant"));

        (await host.Client("ant").GetResponseAsync("Hello")).Text.ShouldBe("ant");
    }

    [Fact]
    public async Task GetClient_NoNameAndOneProvider_IsThatOne()
    {
        await using var host = new ProviderHost(builder => Add(builder, "ant"));

        (await host.Client().GetResponseAsync("Hello")).Text.ShouldBe("ant");
    }

    [Fact]
    public async Task GetClient_NoNameAndADefault_IsTheDefault()
    {
        await using var host = new ProviderHost(builder => Add(builder, "zebra", "ant").ConfigureProviders(providers => providers.Default = "ant"));
        host.ValidateAtStart();

        (await host.Client().GetResponseAsync("Hello")).Text.ShouldBe("ant");
    }

    [Fact]
    public async Task GetClient_NoNameAndSeveral_SaysHowToChoose()
    {
        await using var host = new ProviderHost(builder => Add(builder, "zebra", "ant"));

        var error = Should.Throw<ConfigurationException>(() => host.Client());

        error.Message.ShouldContain("zebra, ant");
        error.Message.ShouldContain("ConfigureProviders");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ant")]
    public async Task GetClient_NoProvider_SaysWhichCallToAdd(string? name)
    {
        await using var host = new ProviderHost(_ => { });

        var message = Should.Throw<ConfigurationException>(() => host.Client(name)).Message;

        message.ShouldContain("AddOpenAI");
        message.ShouldContain("AddAnthropic");
        message.ShouldContain("AddProvider");
    }

    [Theory]
    [InlineData("wasp")]
    [InlineData("ANT")]
    [InlineData("")]
    public async Task GetClient_UnknownName_SaysWhichThereAre(string name)
    {
        await using var host = new ProviderHost(builder => Add(builder, "ant"));

        Should.Throw<ConfigurationException>(() => host.Client(name)).Message.ShouldContain("Configured are: ant");
    }

    [Fact]
    public async Task Client_AskedForByMany_IsMadeOnceAndOnlyThen()
    {
        var made = 0;
        await using var host = new ProviderHost(builder => builder.AddProvider("ant", _ =>
        {
            Interlocked.Increment(ref made);
            return new ScriptedChatClient("ant");
        }));
        host.ValidateAtStart();
        made.ShouldBe(0);

        var clients = new IChatClient[64];
        Parallel.For(0, clients.Length, index => clients[index] = host.Client("ant"));

        made.ShouldBe(1);
        clients.Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Client_MadeOutOfAnotherProvider_ReachesIt()
    {
        await using var host = new ProviderHost(builder => Add(builder, "ant").AddProvider(
            "around", services => services.GetRequiredService<IProviderCatalog>().GetClient("ant")));

        (await host.Client("around").GetResponseAsync("Hello")).Text.ShouldBe("ant");
    }

    [Fact]
    public async Task Factory_Fails_IsAConfigurationErrorAndTriedAgain()
    {
        var isReady = false;
        await using var host = new ProviderHost(builder => builder.AddProvider(
            "ant", _ => isReady ? new ScriptedChatClient("ant") : throw new InvalidOperationException("not yet")));

        var error = Should.Throw<ConfigurationException>(() => host.Client());
        isReady = true;

        error.Message.ShouldContain("'ant'");
        error.InnerException.ShouldBeOfType<InvalidOperationException>();
        (await host.Client().GetResponseAsync("Hello")).Text.ShouldBe("ant");
    }

    [Fact]
    public async Task Factory_ReturnsNull_IsAConfigurationError()
    {
        await using var host = new ProviderHost(builder => builder.AddProvider("ant", _ => null!));

        Should.Throw<ConfigurationException>(() => host.Client()).Message.ShouldContain("returned null");
    }

    [Fact]
    public async Task Dispose_Always_DisposesTheClientsThatWereMade()
    {
        var (used, unused) = (new ScriptedChatClient("used"), new ScriptedChatClient("unused"));
        var host = new ProviderHost(builder => builder.AddProvider("used", _ => used).AddProvider("unused", _ => unused));
        var catalog = host.Catalog;
        catalog.GetClient("used");

        await host.DisposeAsync();

        used.IsDisposed.ShouldBeTrue();
        unused.IsDisposed.ShouldBeFalse();
        Should.Throw<ObjectDisposedException>(() => catalog.GetClient("used"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("-ant")]
    [InlineData("ant\n")]
    [InlineData("ant/../moth")]
    public void AddProvider_MalformedName_IsInvalidInput(string name) =>
        Should.Throw<InvalidInputException>(() => new ProviderHost(builder => Add(builder, name)));

    [Fact]
    public void AddProvider_SameNameTwice_IsAnErrorAtOnce() =>
        Should.Throw<ConfigurationException>(() => new ProviderHost(builder => Add(builder, "ant", "moth", "ant"))).Message.ShouldContain("'ant'");

    [Fact]
    public async Task ValidateAtStart_DefaultThatIsNoProvider_NamesThoseThereAre()
    {
        await using var host = new ProviderHost(builder => Add(builder, "ant").ConfigureProviders(providers => providers.Default = "wasp"));

        Should.Throw<OptionsValidationException>(host.ValidateAtStart).Message.ShouldContain("'wasp'");
    }

    [Fact]
    public void AddParacleProviders_Twice_RegistersOnce()
    {
        var services = new ServiceCollection().AddParacleProviders();

        services.AddParacleProviders();

        services.Count(descriptor => descriptor.ServiceType == typeof(IProviderCatalog)).ShouldBe(1);
        services.Count(descriptor => descriptor.ServiceType == typeof(IValidateOptions<ProvidersOptions>)).ShouldBe(1);
    }

    private static IParacleBuilder Add(IParacleBuilder builder, params string[] names)
    {
        foreach (var name in names)
        {
            builder.AddProvider(name, _ => new ScriptedChatClient(name));
        }

        return builder;
    }
}
