using System.CommandLine;

namespace Paracle.Tool;

/// <summary><c>paracle migrate</c>: brings the schema up to date apart from the hosts.</summary>
internal static class MigrateCommand
{
    public static Command Create(StoreOptions store)
    {
        return new Command("migrate", "Looks at the schema, or brings it up to date.")
        {
            Subcommand("status", "Lists the migrations and whether the schema has them.", StatusAsync),
            Subcommand("apply", "Applies what is missing, while hosts read and write. What was cut short is taken up where it ended.", ApplyAsync),
            Subcommand("verify", "Ends with 1 when the schema lacks a migration, and with 2 when it is not one that this program knows.", VerifyAsync),
            Subcommand("script", "Writes the SQL of what is missing, for psql.", ScriptAsync),
        };

        Command Subcommand(string name, string description, Func<IPostgresMigrations, TextWriter, CancellationToken, Task<int>> work)
        {
            var command = new Command(name, description);
            store.Set(command, work);
            return command;
        }
    }

    private static async Task<int> StatusAsync(IPostgresMigrations migrations, TextWriter output, CancellationToken cancellationToken)
    {
        foreach (var migration in await migrations.GetStatusAsync(cancellationToken))
        {
            await output.WriteLineAsync($"{migration.Id:D4} {migration.Name} {(migration.IsApplied ? "applied" : "pending")}{(migration.IsOnline ? ", online" : "")}");
        }

        return ExitCodes.Done;
    }

    private static async Task<int> ApplyAsync(IPostgresMigrations migrations, TextWriter output, CancellationToken cancellationToken)
    {
        var pending = await GetPendingAsync(migrations, cancellationToken);
        await migrations.ApplyAsync(cancellationToken);
        foreach (var migration in pending)
        {
            await output.WriteLineAsync($"{migration.Id:D4} {migration.Name} applied");
        }

        await output.WriteLineAsync("The schema is up to date.");
        return ExitCodes.Done;
    }

    private static async Task<int> VerifyAsync(IPostgresMigrations migrations, TextWriter output, CancellationToken cancellationToken)
    {
        var pending = await GetPendingAsync(migrations, cancellationToken);
        await output.WriteLineAsync(pending.Count == 0
            ? "The schema is up to date."
            : $"The schema lacks {pending.Count} migrations, from {pending[0].Id} ({pending[0].Name}) on. Run 'paracle migrate apply'.");
        return pending.Count == 0 ? ExitCodes.Done : ExitCodes.Pending;
    }

    private static async Task<int> ScriptAsync(IPostgresMigrations migrations, TextWriter output, CancellationToken cancellationToken)
    {
        await output.WriteAsync(await migrations.GetScriptAsync(cancellationToken));
        return ExitCodes.Done;
    }

    private static async Task<List<PostgresMigrationStatus>> GetPendingAsync(IPostgresMigrations migrations, CancellationToken cancellationToken) =>
        [.. (await migrations.GetStatusAsync(cancellationToken)).Where(migration => !migration.IsApplied)];
}
