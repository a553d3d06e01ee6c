using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Paracle.Store.Tests;

public sealed class PostgresStoreOptionsTests
{
    private const string Local = "Host=127.0.0.1;Database=paracle;Username=paracle;Password=secret";

    [Theory]
    [InlineData(Local)]
    [InlineData("Host=localhost;Username=u")]
    [InlineData("Host=::1;Username=u")]
    [InlineData("Host=/var/run/postgresql;Username=u")]
    [InlineData("Host=localhost:5432,127.0.0.1:5433;Username=u")]
    [InlineData("Host=db.example;Username=u;SSL Mode=VerifyFull")]
    [InlineData("Host=db.example;Username=u;SSL Mode=VerifyCA")]
    public void ConnectionString_Sound_Accepted(string text) => Validate(options => options.ConnectionString = text);

    [Theory]
    [InlineData("", "ConnectionString is empty")]
    [InlineData("   ", "ConnectionString is empty")]
    [InlineData("Username=u", "names no server")]
    [InlineData("secret", "cannot be read")]
    [InlineData("Host=localhost;secret=secret", "cannot be read")]
    [InlineData("Host=localhost;Port=secret", "cannot be read")]
    [InlineData("Host=localhost;Password=a;secret", "cannot be read")]
    [InlineData("Host=db.example;Password=secret", "SSL Mode=VerifyFull")]
    [InlineData("Host=db.example;Password=secret;SSL Mode=Disable", "SSL Mode=VerifyFull")]
    [InlineData("Host=db.example;Password=secret;SSL Mode=Require", "SSL Mode=VerifyFull")]
    [InlineData("Host=localhost,db.example;Password=secret", "db.example")]
    [InlineData("Host=192.0.2.1;Password=secret", "192.0.2.1")]
    [InlineData("Host=localhost.example;Password=secret", "localhost.example")]
    public void ConnectionString_Unsound_RefusedAndNotRepeated(string text, string reason)
    {
        ShouldFail(options => options.ConnectionString = text, reason).ShouldNotContain("secret");
        if (text.Length > 3)
        {
            ShouldFail(options => options.MaintenanceConnectionString = text, "PostgresStoreOptions.MaintenanceConnectionString").ShouldNotContain("secret");
        }
    }

    [Fact]
    public void AllowInsecureTransport_RemoteWithoutTls_Accepted() => Validate(options =>
    {
        options.ConnectionString = "Host=db.example;Password=secret";
        options.AllowInsecureTransport = true;
    });

    [Theory]
    [InlineData("Options=-c search_path=x")]
    [InlineData("Search Path=x")]
    public void Pooling_PgBouncerWithSessionState_Refused(string setting)
    {
        Validate(options => options.ConnectionString = $"{Local};{setting}");
        ShouldFail(
            options => (options.ConnectionString, options.Pooling) = ($"{Local};{setting}", PostgresPooling.PgBouncerTransaction), "Search Path");
    }

    [Theory]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("a-b")]
    [InlineData("pg_x")]
    [InlineData("public; drop table x")]
    public void Schema_NoIdentifier_Refused(string schema) => ShouldFail(options => options.Schema = schema, "PostgresStoreOptions.Schema");

    [Fact]
    public void Ranges_OutOfBounds_Refused()
    {
        foreach (var size in new[] { 0, -1, 10_001 })
        {
            ShouldFail(options => options.MaxPoolSize = size, "MaxPoolSize");
        }

        foreach (var duration in new[] { TimeSpan.Zero, TimeSpan.FromSeconds(-1), Timeout.InfiniteTimeSpan, TimeSpan.FromMilliseconds(999), TimeSpan.MaxValue })
        {
            ShouldFail(options => options.ConnectTimeout = duration, "ConnectTimeout");
            ShouldFail(options => options.CommandTimeout = duration, "CommandTimeout");
            ShouldFail(options => options.MigrationTimeout = duration, "MigrationTimeout");
        }

        ShouldFail(options => options.Migrations = (PostgresMigrationMode)7, "Migrations");
        ShouldFail(options => options.Pooling = (PostgresPooling)7, "Pooling");
    }

    private static string ShouldFail(Action<PostgresStoreOptions> configure, string reason)
    {
        var message = Should.Throw<OptionsValidationException>(() => Validate(configure)).Message;
        message.ShouldContain(reason);
        return message;
    }

    private static void Validate(Action<PostgresStoreOptions> configure)
    {
        var services = new ServiceCollection().AddLogging();
        new Builder(services).UsePostgres(options =>
        {
            options.ConnectionString = Local;
            configure(options);
        });
        using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<IStartupValidator>().Validate();
    }

    private sealed record Builder(IServiceCollection Services) : IParacleBuilder;
}
