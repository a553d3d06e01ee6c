namespace Paracle.Store;

/// <summary>A step of maintenance, to be run.</summary>
internal sealed record PartitionStep(PostgresMaintenanceAction Action, SqlIdentifier Table, IReadOnlyList<SqlText> Statements, ExecutionMonth? Month = null)
{
    public PostgresMaintenanceStep Public => new(Action, Table.Name, string.Join(";\n", Statements.Select(statement => statement.Value)));
}
