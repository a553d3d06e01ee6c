using Microsoft.Extensions.DependencyInjection;

namespace Paracle.Abstractions.Tests.Hosting;

public sealed class SelectionTests
{
    private readonly ServiceCollection _services = new();

    [Fact]
    public void Record_First_IsNewAndFound()
    {
        Selection.Find(_services, Selection.Store).ShouldBeNull();
        Selection.Record(_services, Selection.Store, "UseSqlite").ShouldBeTrue();
        Selection.Find(_services, Selection.Store).ShouldBe("UseSqlite");
    }

    [Fact]
    public void Record_SameAgain_ChangesNothing()
    {
        Selection.Record(_services, Selection.Store, "UseSqlite");
        Selection.Record(_services, Selection.Store, "UseSqlite").ShouldBeFalse();
        _services.Count.ShouldBe(1);
    }

    [Fact]
    public void Record_AnotherChoice_SaysBothAndWhat()
    {
        Selection.Record(_services, Selection.Store, "UseSqlite");
        var error = Should.Throw<ConfigurationException>(() => Selection.Record(_services, Selection.Store, "UsePostgres"));
        error.Message.ShouldBe("Both UseSqlite and UsePostgres were called, and each chooses the store. Keep one of them.");
        Selection.Find(_services, Selection.Store).ShouldBe("UseSqlite");
    }

    [Fact]
    public void Record_AnotherSubject_IsIndependent()
    {
        Selection.Record(_services, Selection.Store, "UseSqlite");
        Selection.Record(_services, Selection.GrantPolicy, "AllowAll").ShouldBeTrue();
        Selection.Find(_services, Selection.Store).ShouldBe("UseSqlite");
    }

    [Fact]
    public void Find_AmongOtherAndKeyedServices_PassesThemOver()
    {
        _services.AddKeyedSingleton("key", new Selection(Selection.Store, "Keyed"));
        _services.AddSingleton(TimeProvider.System).AddKeyedSingleton("key", TimeProvider.System);
        Selection.Find(_services, Selection.Store).ShouldBeNull();
    }
}
