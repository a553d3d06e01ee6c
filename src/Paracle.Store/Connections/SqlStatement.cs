using Npgsql;

namespace Paracle.Store;

/// <summary>SQL with its values.</summary>
internal readonly record struct SqlStatement(SqlText Text, params NpgsqlParameter[] Values);
