namespace Paracle;

/// <summary>A step of maintenance.</summary>
/// <param name="Action">What it does.</param>
/// <param name="Table">The table it is about.</param>
/// <param name="Sql">Its statements.</param>
public sealed record PostgresMaintenanceStep(PostgresMaintenanceAction Action, string Table, string Sql);
