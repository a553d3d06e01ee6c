using System.CommandLine;

namespace Paracle.Tool;

/// <summary><c>paracle partitions</c>: looks after the months of executions apart from the hosts.</summary>
internal static class PartitionsCommand
{
    private static readonly Option<int> MonthsAhead = new("--months-ahead")
    {
        Description = "How many months after the present one are made.",
        DefaultValueFactory = static _ => new PostgresPartitionOptions().MonthsAhead,
        Recursive = true,
    };

    private static readonly Option<int?> RetentionDays = new("--retention-days")
    {
        Description = "How many days executions are kept. Default: for ever.",
        Recursive = true,
    };

    private static readonly Option<PostgresRetentionMode> EndedMonths = new("--ended-months")
    {
        Description = "What becomes of a month that is no longer kept.",
        DefaultValueFactory = static _ => new PostgresPartitionOptions().EndedMonths,
        Recursive = true,
    };

    private static readonly Option<string> ArchiveSchema = new("--archive-schema")
    {
        Description = "The schema that takes archived months.",
        DefaultValueFactory = static _ => new PostgresPartitionOptions().ArchiveSchema,
        Recursive = true,
    };

    public static Command Create(StoreOptions store)
    {
        return new Command("partitions", "Looks after the months of executions.")
        {
            MonthsAhead,
            RetentionDays,
            EndedMonths,
            ArchiveSchema,
            Subcommand("plan", "Tells what 'run' would do now, with its SQL. Changes nothing.", PlanAsync),
            Subcommand("run", "Makes months ahead and puts away those that are no longer kept.", RunAsync),
            Subcommand("script", "Writes the SQL that lets pg_cron do the same from within the server.", ScriptAsync),
        };

        Command Subcommand(string name, string description, Func<IPostgresMaintenance, TextWriter, CancellationToken, Task<int>> work)
        {
            var command = new Command(name, description);
            store.Set(command, work, Fill);
            return command;
        }
    }

    private static void Fill(PostgresPartitionOptions options, ParseResult parsed)
    {
        options.MonthsAhead = parsed.GetValue(MonthsAhead);
        options.Retention = parsed.GetValue(RetentionDays) is { } days ? TimeSpan.FromDays(days) : null;
        options.EndedMonths = parsed.GetValue(EndedMonths);
        options.ArchiveSchema = parsed.GetValue(ArchiveSchema)!;
    }

    private static async Task<int> PlanAsync(IPostgresMaintenance maintenance, TextWriter output, CancellationToken cancellationToken)
    {
        var steps = await maintenance.PlanAsync(cancellationToken);
        foreach (var step in steps)
        {
            await output.WriteLineAsync($"-- {step.Action} {step.Table}\n{step.Sql};");
        }

        return steps.Count == 0 ? ExitCodes.Done : ExitCodes.Pending;
    }

    private static async Task<int> RunAsync(IPostgresMaintenance maintenance, TextWriter output, CancellationToken cancellationToken)
    {
        if (await maintenance.RunAsync(cancellationToken) is not { } done)
        {
            await output.WriteLineAsync("Another host is at it; nothing was done.");
            return ExitCodes.Pending;
        }

        foreach (var step in done)
        {
            await output.WriteLineAsync($"{step.Action} {step.Table}");
        }

        return ExitCodes.Done;
    }

    private static async Task<int> ScriptAsync(IPostgresMaintenance maintenance, TextWriter output, CancellationToken cancellationToken)
    {
        await output.WriteAsync(maintenance.GetCronScript().AsMemory(), cancellationToken);
        return ExitCodes.Done;
    }
}
