using Npgsql;

namespace Paracle.Store.Tests;

/// <summary>What the options make of a connection string.</summary>
public sealed class PostgresDataSourcesTests
{
    [Fact]
    public void Of_TheOptions_BoundEveryConnection()
    {
        var text = StringOf(PostgresRole.Service, new PostgresStoreOptions
        {
            MaxPoolSize = 7,
            ConnectTimeout = TimeSpan.FromSeconds(3),
            CommandTimeout = TimeSpan.FromSeconds(11),
            ConnectionLifetime = TimeSpan.FromMinutes(13),
            ConnectionIdleLifetime = TimeSpan.FromSeconds(5),
            KeepAlive = TimeSpan.FromSeconds(17),
        });
        (text.MaxPoolSize, text.Timeout, text.CommandTimeout).ShouldBe((7, 3, 11));
        (text.ConnectionLifetime, text.ConnectionIdleLifetime).ShouldBe((780, 5));
        (text.TcpKeepAlive, text.TcpKeepAliveTime, text.TcpKeepAliveInterval).ShouldBe((true, 17, 17));
        (text.Enlist, text.IncludeErrorDetail, text.LogParameters, text.NoResetOnClose).ShouldBe((false, false, false, true));
    }

    [Theory]
    [InlineData(PostgresPooling.Direct, null, 100)]
    [InlineData(PostgresPooling.Direct, 0, 0)]
    [InlineData(PostgresPooling.PgBouncerTransaction, null, 0)]
    [InlineData(PostgresPooling.PgBouncerTransaction, 30, 30)]
    public void Of_PreparedStatements_NoneBehindAPoolerUnlessAskedFor(PostgresPooling pooling, int? asked, int prepared)
    {
        var options = new PostgresStoreOptions { Pooling = pooling, PreparedStatements = asked };
        StringOf(PostgresRole.Service, options).MaxAutoPrepare.ShouldBe(prepared);
        StringOf(PostgresRole.Maintenance, options).MaxAutoPrepare.ShouldBe(0);
    }

    [Fact]
    public void Of_SeveralHosts_AreLookedAtAnewSoonAndWaitedForBriefly()
    {
        var text = StringOf(PostgresRole.Service, new PostgresStoreOptions(), "Host=127.0.0.1:5432,127.0.0.1:5433;Username=u");
        (text.HostRecheckSeconds, text.Timeout, text.LoadBalanceHosts).ShouldBe((1, 2, false));
    }

    [Fact]
    public void Of_EachRole_HasAPoolOfItsOwnName()
    {
        var names = Enum.GetValues<PostgresRole>().Select(PostgresDataSources.NameOf).ToList();
        names.ShouldBeUnique();
        names.ShouldAllBe(name => name.StartsWith("paracle.", StringComparison.Ordinal));
    }

    private static NpgsqlConnectionStringBuilder StringOf(PostgresRole role, PostgresStoreOptions options, string text = "Host=127.0.0.1;Username=u")
    {
        options.ConnectionString = text;
        using var dataSource = PostgresDataSources.Of(role, options);
        return new NpgsqlConnectionStringBuilder(dataSource.ConnectionString);
    }
}
