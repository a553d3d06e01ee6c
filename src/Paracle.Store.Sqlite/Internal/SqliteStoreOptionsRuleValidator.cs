using Microsoft.Extensions.Options;

namespace Paracle.Store.Sqlite;

/// <summary>The rules that attributes cannot say, those of durations among them: their attribute needs reflection.</summary>
internal sealed class SqliteStoreOptionsRuleValidator : IValidateOptions<SqliteStoreOptions>
{
    public ValidateOptionsResult Validate(string? name, SqliteStoreOptions options)
    {
        var failures = new ValidateOptionsResultBuilder();
        if (options.Path is { } path)
        {
            failures.AddResult(ValidatePath(path));
        }

        if (options.MaxWriteBatchSize > options.WriteCapacity)
        {
            failures.AddError(
                $"SqliteStoreOptions.MaxWriteBatchSize is {options.MaxWriteBatchSize} and WriteCapacity is {options.WriteCapacity}: "
                + "a batch cannot hold more than may wait. Lower the first or raise the second.");
        }

        if (options.HostLease / 3 < options.HostRenewal)
        {
            failures.AddError(
                $"SqliteStoreOptions.HostLease is {options.HostLease} and HostRenewal is {options.HostRenewal}: a lease must outlast two renewals that fail. "
                + "Make it at least three times as long.");
        }

        RequireDuration(options.HostLease, TimeSpan.FromSeconds(3), TimeSpan.FromHours(1), nameof(options.HostLease));
        RequireDuration(options.HostRenewal, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(20), nameof(options.HostRenewal));
        RequireDuration(options.BusyTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), nameof(options.BusyTimeout));
        RequireDuration(options.DrainTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10), nameof(options.DrainTimeout));
        RequireDuration(options.RetentionInterval, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1), nameof(options.RetentionInterval));
        if (options.Retention is { } retention)
        {
            RequireDuration(retention, TimeSpan.FromDays(1), TimeSpan.FromDays(36_500), nameof(options.Retention));
        }

        RequireDefined(options.Synchronous, nameof(options.Synchronous));
        RequireDefined(options.Migrations, nameof(options.Migrations));
        RequireDefined(options.WriteOverflow, nameof(options.WriteOverflow));
        return failures.Build();

        void RequireDuration(TimeSpan value, TimeSpan least, TimeSpan most, string setting)
        {
            if (value < least || value > most)
            {
                failures.AddError($"SqliteStoreOptions.{setting} is {value}; give a duration of {least} to {most}.");
            }
        }

        void RequireDefined<T>(T value, string setting)
            where T : struct, Enum
        {
            if (!Enum.IsDefined(value))
            {
                failures.AddError($"SqliteStoreOptions.{setting} is '{value}'. Choose one of {string.Join(", ", Enum.GetNames<T>())}.");
            }
        }
    }

    private static ValidateOptionsResult ValidatePath(string path) => path switch
    {
        _ when path.Contains('\0', StringComparison.Ordinal) =>
            ValidateOptionsResult.Fail("SqliteStoreOptions.Path holds a NUL character. Remove it."),
        _ when path.StartsWith(":memory:", StringComparison.OrdinalIgnoreCase) =>
            ValidateOptionsResult.Fail("SqliteStoreOptions.Path is ':memory:', which each connection would have for itself. Give the path of a file."),
        _ when path.StartsWith("file:", StringComparison.OrdinalIgnoreCase) =>
            ValidateOptionsResult.Fail("SqliteStoreOptions.Path begins with 'file:'. Give a plain path, not a URI."),
        _ when Path.EndsInDirectorySeparator(path) =>
            ValidateOptionsResult.Fail($"SqliteStoreOptions.Path is the folder '{path}'. Add a file name."),
        _ => ValidateOptionsResult.Success,
    };
}
