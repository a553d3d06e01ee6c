using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Paracle.Tool;

/// <summary>The options that lead to the store, and what is done with it there.</summary>
internal sealed class StoreOptions(Func<string, string?> environment)
{
    /// <summary>Holds the connection string, so that it need not stand in a list of processes.</summary>
    public const string Variable = "PARACLE_POSTGRES";

    private readonly Option<string?> _connection = new("--connection")
    {
        Description = $"The database and a role that may change the schema: Host=...;Database=...;Username=...;Password=... Default: the variable {Variable}, which keeps it out of the list of processes.",
        Recursive = true,
    };

    private readonly Option<string> _schema = new("--schema")
    {
        Description = "The schema that holds the tables.",
        DefaultValueFactory = static _ => new PostgresStoreOptions().Schema,
        Recursive = true,
    };

    private readonly Option<bool> _insecure = new("--allow-insecure-transport")
    {
        Description = "Speak to a server on another machine without TLS that checks its certificate.",
        Recursive = true,
    };

    private readonly Option<TimeSpan> _timeout = new("--timeout")
    {
        Description = "How long one migration, or the wait for another program's, may take.",
        DefaultValueFactory = static _ => TimeSpan.FromHours(1),
        Recursive = true,
    };

    public void AddTo(RootCommand root)
    {
        root.Options.Add(_connection);
        root.Options.Add(_schema);
        root.Options.Add(_insecure);
        root.Options.Add(_timeout);
    }

    /// <summary>Lets a command work with a service of the store. Errors of Paracle become a line and an exit code.</summary>
    public void Set<TService>(
        Command command, Func<TService, TextWriter, CancellationToken, Task<int>> work, Action<PostgresPartitionOptions, ParseResult>? configure = null)
        where TService : notnull =>
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var console = parsed.InvocationConfiguration;
            try
            {
                var services = new ServiceCollection().AddParacle(paracle => paracle.UsePostgres(options => Fill(options, parsed, configure))).BuildServiceProvider();
                await using (services)
                {
                    return await work(services.GetRequiredService<TService>(), console.Output, cancellationToken);
                }
            }
            catch (Exception exception) when (exception is ParacleException or OptionsValidationException)
            {
                await console.Error.WriteLineAsync($"paracle: {exception.Message}");
                return ExitCodes.Failed;
            }
        });

    private void Fill(PostgresStoreOptions options, ParseResult parsed, Action<PostgresPartitionOptions, ParseResult>? configure)
    {
        options.ConnectionString = parsed.GetValue(_connection) is { Length: > 0 } given ? given : environment(Variable) ?? "";
        if (options.ConnectionString.Length == 0)
        {
            throw new ConfigurationException($"No connection string. Set the variable {Variable}, or give --connection.");
        }

        options.Schema = parsed.GetValue(_schema)!;
        options.AllowInsecureTransport = parsed.GetValue(_insecure);
        options.MigrationTimeout = parsed.GetValue(_timeout);
        configure?.Invoke(options.Partitions, parsed);
    }
}
