using Microsoft.Extensions.Options;

namespace Paracle.Store;

/// <summary>The rules that attributes cannot say. Connection strings are never repeated: they hold passwords.</summary>
internal sealed class PostgresStoreOptionsRuleValidator : IValidateOptions<PostgresStoreOptions>
{
    public ValidateOptionsResult Validate(string? name, PostgresStoreOptions options)
    {
        var failures = new ValidateOptionsResultBuilder();
        if (!string.IsNullOrEmpty(options.Schema) && !SqlIdentifier.IsValid(options.Schema))
        {
            failures.AddError(
                "PostgresStoreOptions.Schema must have 1 to 63 lower-case ASCII letters, digits and underscores, and begin with neither a digit nor 'pg_'. Rename it.");
        }

        if (!string.IsNullOrEmpty(options.ConnectionString))
        {
            failures.AddResult(ConnectionStringRules.Validate(nameof(options.ConnectionString), options.ConnectionString, options));
        }

        if (options.MaintenanceConnectionString is { } maintenance)
        {
            failures.AddResult(ConnectionStringRules.Validate(nameof(options.MaintenanceConnectionString), maintenance, options));
        }

        if (options.ReplicaConnectionString is { } replica)
        {
            failures.AddResult(ConnectionStringRules.Validate(nameof(options.ReplicaConnectionString), replica, options));
        }

        if (options.HostLease < 3 * options.HostRenewal)
        {
            failures.AddError(
                $"PostgresStoreOptions.HostLease is {options.HostLease} and HostRenewal is {options.HostRenewal}: a lease must outlast two renewals that fail. "
                + "Make it at least three times as long.");
        }

        if (options.MaxWriteBatchSize > options.WriteCapacity)
        {
            failures.AddError(
                $"PostgresStoreOptions.MaxWriteBatchSize is {options.MaxWriteBatchSize} and WriteCapacity is {options.WriteCapacity}: "
                + "a batch cannot hold more than may wait. Lower the first or raise the second.");
        }

        if (!string.IsNullOrEmpty(options.Partitions.ArchiveSchema)
            && (!SqlIdentifier.IsValid(options.Partitions.ArchiveSchema) || string.Equals(options.Partitions.ArchiveSchema, options.Schema, StringComparison.Ordinal)))
        {
            failures.AddError("PostgresPartitionOptions.ArchiveSchema must be named as PostgresStoreOptions.Schema must, and be another. Rename it.");
        }

        RequireDefined(options.ExecutionWrites, nameof(options.ExecutionWrites));
        RequireDefined(options.WriteOverflow, nameof(options.WriteOverflow));
        RequireDefined(options.Migrations, nameof(options.Migrations));
        RequireDefined(options.Pooling, nameof(options.Pooling));
        return failures.Build();

        void RequireDefined<T>(T value, string setting)
            where T : struct, Enum
        {
            if (!Enum.IsDefined(value))
            {
                failures.AddError($"PostgresStoreOptions.{setting} is '{value}'. Choose one of {string.Join(", ", Enum.GetNames<T>())}.");
            }
        }
    }
}
